package io.github.threeply.ipc.process;

import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The outcome, still to come, of a task in a worker process.
 *
 * <p><b>Cancelling.</b> A task that waits in the parent is cancelled at once. {@code cancel(true)} of one that runs
 * interrupts it, after the pool's grace asks its process to end, and then kills it with all below it; the future is
 * done when that has been decided, and then it is cancelled, whatever the code did in the meantime. {@code
 * cancel(false)} takes a task back that has not started, and does nothing to one that has. If the task is on its way to
 * a worker, {@code cancel(false)} returns true although the task may turn out to have started: {@link #isCancelled} of
 * the done future tells.
 *
 * <p><b>Stages.</b> Actions given to the methods of {@link CompletionStage} without an executor run in the pool's callback
 * threads, or in the caller if the task is done. They may block without harm to the pool's workers, but there are only
 * as many of these threads as workers: an action that waits for another action may wait for ever. Cancelling what {@link
 * #toCompletableFuture} returns does not cancel the task.
 *
 * <p><b>Failures</b> (the cause of the {@link java.util.concurrent.ExecutionException}): what the task threw, or {@link
 * RemoteTaskException} in its place; {@link WorkerCrashedException}, {@link TaskTimeoutException}, {@link
 * TaskNotSerializableException}, {@link ValueNotRebuiltException}, {@link PayloadTooLargeException}, {@link
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
     * before it starts.
     *
     * @return how often
     */
    int attempts();
}
