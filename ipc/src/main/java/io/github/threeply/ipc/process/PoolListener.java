package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * Learns what happens in a {@link WorkerProcessPool}: to its workers, to its tasks, to the pool. Implement what is wanted;
 * all methods do nothing by default.
 * <pre>{@code
 * WorkerProcessPool.builder().listener(new PoolListener() {
 *     public void workerDied(WorkerInfo worker, WorkerExit exit) {
 *         alarms.send(exit.toString());
 *     }
 * })
 * }</pre>
 *
 * <p><b>Threads.</b> All methods are called one after the other, on one daemon thread that each pool with a listener has
 * for this alone. So a listener may block, and may call any method of the pool; it delays only what it is told next.
 *
 * <p><b>Order.</b> What happens to one task is told in the order in which it happened, and so is what happens to one
 * worker. Of different tasks and workers the order is nearly that. What is told has happened a moment ago: a future may be
 * done before its task's end is told, and the last events are told after the pool has terminated.
 *
 * <p><b>What is lost.</b> Between the pool and the listener there is room for {@value ListenerThread#ROOM} events, of which
 * the last {@value ListenerThread#RESERVE} are kept for what is not about single tasks. When the listener is slower than
 * that for long, events are dropped and counted: {@link PoolMetrics#listener}. The pool never waits.
 *
 * <p><b>Exceptions</b> of a listener, errors too, are counted, the first one of each
 * method is logged, and nothing else comes of them.
 *
 * <p>Tasks are those that are submitted one by one. Of {@link WorkerProcessPool#submitEach} nothing is told for each
 * argument.
 */
public interface PoolListener {

    // Workers.

    /**
     * A worker's process was started. It boots.
     *
     * @param worker the worker
     */
    default void workerStarting(WorkerInfo worker) {}

    /**
     * A worker is ready for tasks: its JVM is up and its initializer has run.
     *
     * @param worker the worker
     * @param boot how long that took
     */
    default void workerReady(WorkerInfo worker, Duration boot) {}

    /**
     * A worker that was kept in reserve has taken the place of one that has ended.
     *
     * @param worker the worker
     */
    default void sparePromoted(WorkerInfo worker) {}

    /**
     * A worker is to be replaced in good order: it gets no more tasks, and is {@linkplain #workerRetired retired} when it
     * has ended.
     *
     * @param worker the worker
     * @param reason why, in a few words
     */
    default void workerRecycled(WorkerInfo worker, String reason) {}

    /**
     * A worker has ended because it was to: the pool had no more use for it, or it was to be replaced.
     *
     * @param worker the worker
     * @param exit how it ended
     */
    default void workerRetired(WorkerInfo worker, WorkerExit exit) {}

    /**
     * What a worker did at its end in good order, its closer or the closing of a state, has failed, or took too long.
     *
     * @param worker the worker
     * @param cause why
     */
    default void workerCloseFailed(WorkerInfo worker, Throwable cause) {}

    /**
     * A worker that had been ready has ended otherwise: it crashed, a task ended it, something killed it, or the pool did,
     * because a task did not heed its time limit or a cancellation.
     *
     * @param worker the worker
     * @param exit how it ended
     */
    default void workerDied(WorkerInfo worker, WorkerExit exit) {}

    /**
     * The pool has given a worker up and kills it, and not because of its task: it was stopped or frozen, does not begin
     * what it has, or uses more memory than it may. Its end is told next, by {@link #workerDied}.
     *
     * @param worker the worker
     * @param reason why, in words
     */
    default void workerGivenUp(WorkerInfo worker, String reason) {}

    /**
     * A worker could not be started, or ended before it was ready.
     *
     * @param workerName its name
     * @param cause why
     * @param inARow the how-manieth failure in a row this is for that worker's place, counted from 1
     */
    default void workerStartFailed(String workerName, WorkerStartException cause, int inARow) {}

    /**
     * The pool has given up: no worker can be started. What waits fails, and submitting is refused.
     *
     * @param cause the first failure
     */
    default void poolBroken(WorkerStartException cause) {}

    // Tasks.

    /**
     * A task was submitted and waits.
     *
     * @param task the task
     */
    default void taskQueued(TaskInfo task) {}

    /**
     * A task was sent to a worker, where it starts next, or waits for the one before it.
     *
     * @param task the task
     */
    default void taskSent(TaskInfo task) {}

    /**
     * A task that was sent to a worker has come back without having started, and waits again: another worker had nothing
     * to do, or the worker has ended.
     *
     * @param task the task
     */
    default void taskReturned(TaskInfo task) {}

    /**
     * A task's code has begun to run.
     *
     * @param task the task
     */
    default void taskStarted(TaskInfo task) {}

    /**
     * A task has told how far it is: see {@link TaskContext}. Of reports that come faster than they can be told, some are
     * left out.
     *
     * @param task the task
     * @param progress how far it is
     */
    default void taskProgressed(TaskInfo task, TaskProgress progress) {}

    /**
     * A task has ended with a result.
     *
     * @param task the task
     */
    default void taskSucceeded(TaskInfo task) {}

    /**
     * A task has ended with a failure.
     *
     * @param task the task
     * @param cause what its future fails with
     */
    default void taskFailed(TaskInfo task, Throwable cause) {}

    /**
     * A task has ended because its time was up. By default this is told as {@link #taskFailed}.
     *
     * @param task the task
     * @param cause what its future fails with
     */
    default void taskTimedOut(TaskInfo task, TaskTimeoutException cause) {
        taskFailed(task, cause);
    }

    /**
     * A task was cancelled.
     *
     * @param task the task
     */
    default void taskCancelled(TaskInfo task) {}

    /**
     * An attempt at a task has failed, and it is to run again. It has not ended.
     *
     * @param task the task
     * @param cause why the attempt failed
     */
    default void taskRetried(TaskInfo task, Throwable cause) {}

    /**
     * A task is not to run again, because it has ended workers too often. Told before its end is.
     *
     * @param task the task
     * @param cause what its future fails with
     */
    default void taskQuarantined(TaskInfo task, Throwable cause) {}

    /**
     * A task was not accepted. It has no number, and nothing else is told of it.
     *
     * @param taskName how errors call it
     * @param cause what {@code submit} threw
     */
    default void taskRejected(String taskName, RejectedExecutionException cause) {}

    // The pool's limits.

    /**
     * A submission found no room, while none before it waited: see {@link Admission}.
     *
     * @param pendingTasks how many tasks have not ended
     * @param pendingBytes how many bytes they have, encoded
     */
    default void backPressureBegan(long pendingTasks, long pendingBytes) {}

    /**
     * No submission has waited for room, or was refused for want of it, for a tenth of a second; or the pool has terminated.
     *
     * @param lasted how long there had been such submissions
     */
    default void backPressureEnded(Duration lasted) {}
}
