package io.github.threeply.ipc.process;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The outcome, still to come, of a task in a worker process.
 *
 * <p><b>Cancelling.</b> A task that waits in the parent is cancelled at once. {@code cancel(true)} of one that runs climbs
 * a ladder: it tells the task ({@link TaskContext#isCancelled}) and interrupts it; after the pool's grace it asks the
 * worker what its threads do ({@link #threadDump}), for at most half a second, and then asks the process to end; a second
 * later it kills the process with all below it. The future is done when that has been decided, which after a kill is
 * before the system has taken the process away; and then it is cancelled, whatever the code did in the meantime. A limit
 * that is over does the same, and the future fails with {@link TaskTimeoutException}. {@code cancel(false)} takes a task back that has not started, and does nothing to one that has. If the task is on its way to
 * a worker, {@code cancel(false)} returns true although the task may turn out to have started: {@link #isCancelled} of
 * the done future tells.
 *
 * <p><b>Stages.</b> Actions given to the methods of {@link CompletionStage} without an executor run in the pool's callback
 * threads, or in the caller if the task is done. They may block without harm to the pool's workers, but there are only
 * as many of these threads as workers: an action that waits for another action may wait for ever. Cancelling what {@link
 * #toCompletableFuture} returns does not cancel the task.
 *
 * <p><b>Failures</b> (the cause of the {@link java.util.concurrent.ExecutionException}): what the task threw, or {@link
 * RemoteTaskException} in its place; {@link WorkerCrashedException}, {@link PoisonTaskException}, {@link
 * TaskTimeoutException}, {@link TaskNotSerializableException}, {@link ValueNotRebuiltException}, {@link PayloadTooLargeException}, {@link
 * WorkerProtocolException}; {@link WorkerStartException} or {@link WorkerInitException} if no worker can be started.
 *
 * <p><b>Memory consistency effects.</b> Actions before {@code submit} <i>happen-before</i> the task's values are taken;
 * these <i>happen-before</i> what follows {@link #get}. What the task does in another process is not seen but through its
 * result.
 *
 * @param <T> the type of the result
 */
public interface WorkerFuture<T extends @Nullable Object> extends Future<T>, CompletionStage<T> {

    /**
     * Returns the number of the task in its pool, counted from 1.
     *
     * @return the number
     */
    long taskId();

    /**
     * Returns where the task is on its way.
     *
     * @return the state at this moment
     */
    TaskState taskState();

    /**
     * Returns the worker in which the task started.
     *
     * @return the name, or {@code null} if it has not started
     */
    @Nullable
    String workerName();

    /**
     * Returns the process in which the task started.
     *
     * @return the process id, or nothing if it has not started
     */
    OptionalLong workerPid();

    /**
     * Returns how often the task was sent to a worker. It starts at most once, but a worker may die or fall behind
     * before it starts; and an {@linkplain TaskOptions#idempotent idempotent} one may start again.
     *
     * @return how often
     */
    int attempts();

    /**
     * Returns how far the task has come for certain, also once it has ended: what happened in the world because of it?
     *
     * @return {@link TaskState#QUEUED}: it has never left this process. {@link TaskState#SENT}: a worker had it, but has not
     *     run any of its code. {@link TaskState#STARTED}: its code began to run, or may have begun where {@link
     *     WorkerCrashedException#started} says no. {@link TaskState#SUCCEEDED}: its result is here. After the first two it
     *     is safe to submit it once more
     */
    TaskState reached();

    /**
     * Returns how the workers ended that were lost while they ran the task: at most one, if it is not {@linkplain
     * TaskOptions#idempotent idempotent}.
     *
     * @return the ends, the first one first
     */
    List<WorkerExit> lostRuns();

    /**
     * Returns what the task has last {@linkplain TaskContext#progress reported}. What it reported before it ended normally
     * stays.
     *
     * @return the last report that has arrived, or nothing
     */
    Optional<TaskProgress> progress();

    /**
     * Returns what all threads of the worker were doing when the task had not heeded its interrupt, after a cancellation or
     * a limit; the thread that ran the task comes first.
     *
     * @return the stacks; or one line in parentheses which says that the worker did not answer; or {@code null} if it was
     *     not asked
     */
    @Nullable
    String threadDump();
}
