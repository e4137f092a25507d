package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a pool tell what happens, for all who want to know. Each call is short and never waits, so it may come
 * from any thread; none may come under a lock that a listener's call of the pool could need, which is none.
 *
 * <p>Of one task, each call must come before the step that lets another thread tell the next.
 */
final class PoolEvents {
    private static final boolean HAS_FLIGHT_RECORDER = hasFlightRecorder();

    private final PoolTally tally = new PoolTally();
    private final @Nullable ListenerThread listener;
    private final @Nullable FlightEvents flight;
    private boolean ended; // under the monitor of this

    PoolEvents(String pool, @Nullable PoolListener listener, Supplier<PoolMetrics> metrics) {
        this.listener = listener == null ? null : new ListenerThread(pool, listener);
        this.flight = HAS_FLIGHT_RECORDER ? new FlightEvents(pool, metrics) : null;
    }

    /** Has the flight recorder told the statistics of the pool, while it lives. */
    synchronized void begin() {
        FlightEvents recorder = flight;
        if (recorder != null && !ended) {
            recorder.begin();
        }
    }

    /** The pool has terminated. */
    synchronized void end() {
        ended = true;
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.end();
        }
    }

    // Tasks.

    PoolTally tally() {
        return tally;
    }

    /** It is about to be put into the queue for the first time. */
    void queued(Job job, long pendingTasks) {
        ListenerThread to = listener;
        if (to != null || PoolTally.measures(job.id, pendingTasks)) {
            job.measure();
        }
        if (to != null) {
            TaskInfo task = TaskInfo.of(job);
            to.tellOfTask("taskQueued", who -> who.taskQueued(task));
        }
    }

    /** It is about to be written to a worker. */
    void sent(Job job) {
        ListenerThread to = listener;
        if (to != null && job.isTask()) {
            TaskInfo task = TaskInfo.of(job);
            to.tellOfTask("taskSent", who -> who.taskSent(task));
        }
    }

    /** It is about to go back to the queue: it was sent and has not started. */
    void returned(Job job) {
        ListenerThread to = listener;
        if (to != null && job.isTask()) {
            TaskInfo task = TaskInfo.of(job);
            to.tellOfTask("taskReturned", who -> who.taskReturned(task));
        }
    }

    /** Its code has begun. */
    void started(Job job) {
        FlightEvents recorder = flight;
        if (recorder != null && job.isTask()) {
            recorder.taskStarted(job);
        }
        ListenerThread to = listener;
        if (to != null && job.isTask()) {
            TaskInfo task = TaskInfo.of(job);
            to.tellOfTask("taskStarted", who -> who.taskStarted(task));
        }
    }

    /** Its code has told how far it is. */
    void progressed(Job job, TaskProgress progress) {
        ListenerThread to = listener;
        if (to != null && job.isTask()) {
            TaskInfo task = TaskInfo.of(job);
            to.tellOfTask("taskProgressed", who -> who.taskProgressed(task, progress));
        }
    }

    /** Its future is about to have a result. */
    void succeeded(Job job) {
        tally.succeeded(job);
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.taskEnded(job, "succeeded");
        }
        ListenerThread to = listener;
        if (to != null) {
            TaskInfo task = TaskInfo.of(job);
            to.tellOfTask("taskSucceeded", who -> who.taskSucceeded(task));
        }
    }

    /** Its future is about to fail, for whatever reason: the type of the cause tells which. */
    void failed(Job job, Throwable cause) {
        tally.failed(job, cause);
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.taskEnded(job, cause instanceof TaskTimeoutException ? "timed out" : "failed");
        }
        ListenerThread to = listener;
        if (to != null) {
            TaskInfo task = TaskInfo.of(job);
            if (cause instanceof TaskTimeoutException timeout) {
                to.tellOfTask("taskTimedOut", who -> who.taskTimedOut(task, timeout));
            } else {
                to.tellOfTask("taskFailed", who -> who.taskFailed(task, cause));
            }
        }
    }

    /** Its future is about to be cancelled. */
    void cancelled(Job job) {
        tally.cancelled(job);
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.taskEnded(job, "cancelled");
        }
        ListenerThread to = listener;
        if (to != null) {
            TaskInfo task = TaskInfo.of(job);
            to.tellOfTask("taskCancelled", who -> who.taskCancelled(task));
        }
    }

    /** An attempt has failed, and it is about to go back to the queue: a task, or what is left of a block. */
    void retried(Job job, Throwable cause) {
        tally.retried(job.unfinished());
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.taskEnded(job, "to be retried");
            recorder.taskRetried(job, cause);
        }
        ListenerThread to = listener;
        if (to != null && job.isTask()) {
            TaskInfo task = TaskInfo.of(job);
            to.tellOfTask("taskRetried", who -> who.taskRetried(task, cause));
        }
    }

    /** It has ended workers too often; {@link #failed} comes next. */
    void quarantined(Job job, Throwable cause) {
        tally.quarantined(job.unfinished());
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.taskQuarantined(job, cause);
        }
        ListenerThread to = listener;
        if (to != null && job.isTask()) {
            TaskInfo task = TaskInfo.of(job);
            to.tell("taskQuarantined", who -> who.taskQuarantined(task, cause));
        }
    }

    /** Submit is about to throw. */
    void rejected(Object submitted, RejectedExecutionException cause) {
        ListenerThread to = listener;
        if (to != null) {
            String taskName = TaskEncoder.nameOf(submitted);
            to.tellOfTask("taskRejected", who -> who.taskRejected(taskName, cause));
        }
    }

    void backPressureBegan(long pendingTasks, long pendingBytes) {
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.backPressureBegan(pendingTasks, pendingBytes);
        }
        ListenerThread to = listener;
        if (to != null) {
            to.tell("backPressureBegan", who -> who.backPressureBegan(pendingTasks, pendingBytes));
        }
    }

    void backPressureEnded(Duration lasted) {
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.backPressureEnded();
        }
        ListenerThread to = listener;
        if (to != null) {
            to.tell("backPressureEnded", who -> who.backPressureEnded(lasted));
        }
    }

    // Workers.

    /** Its process has been started. */
    void workerStarting(WorkerHandle worker) {
        tally.workerStarting();
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.workerStarting(worker);
        }
        ListenerThread to = listener;
        if (to != null) {
            WorkerInfo info = WorkerInfo.of(worker);
            to.tell("workerStarting", who -> who.workerStarting(info));
        }
    }

    /** It may get tasks from now on. */
    void workerReady(WorkerHandle worker, Duration boot) {
        tally.workerReady(boot);
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.workerReady(worker);
        }
        ListenerThread to = listener;
        if (to != null) {
            WorkerInfo info = WorkerInfo.of(worker);
            to.tell("workerReady", who -> who.workerReady(info, boot));
        }
    }

    /** A spare is about to take a place. */
    void sparePromoted(WorkerHandle worker) {
        tally.promoted();
        ListenerThread to = listener;
        if (to != null) {
            WorkerInfo info = WorkerInfo.of(worker);
            to.tell("sparePromoted", who -> who.sparePromoted(info));
        }
    }

    /** The closer of a worker has failed. */
    void workerCloseFailed(WorkerHandle worker, Throwable cause) {
        ListenerThread to = listener;
        if (to != null) {
            WorkerInfo info = WorkerInfo.of(worker);
            to.tell("workerCloseFailed", who -> who.workerCloseFailed(info, cause));
        }
    }

    /** It gets no more tasks and is to end. */
    void workerRecycled(WorkerHandle worker, String reason) {
        tally.recycled(reason);
        ListenerThread to = listener;
        if (to != null) {
            WorkerInfo info = WorkerInfo.of(worker);
            to.tell("workerRecycled", who -> who.workerRecycled(info, reason));
        }
    }

    /** It has ended, having been ready or not, because it was to. */
    void workerRetired(WorkerHandle worker, WorkerExit exit) {
        tally.retired();
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.workerEnded(worker, exit, true);
        }
        ListenerThread to = listener;
        if (to != null) {
            WorkerInfo info = WorkerInfo.of(worker);
            to.tell("workerRetired", who -> who.workerRetired(info, exit));
        }
    }

    /** It was ready, and has ended without having been told to. */
    void workerDied(WorkerHandle worker, WorkerExit exit) {
        tally.died(exit);
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.workerEnded(worker, exit, false);
        }
        ListenerThread to = listener;
        if (to != null) {
            WorkerInfo info = WorkerInfo.of(worker);
            to.tell("workerDied", who -> who.workerDied(info, exit));
        }
    }

    /** It is about to be killed, and not because of its task. */
    void workerGivenUp(WorkerHandle worker, String reason) {
        ListenerThread to = listener;
        if (to != null) {
            WorkerInfo info = WorkerInfo.of(worker);
            to.tell("workerGivenUp", who -> who.workerGivenUp(info, reason));
        }
    }

    /** It could not be started, or ended before it was ready. */
    void workerStartFailed(String workerName, WorkerStartException cause, int inARow) {
        tally.startFailed(cause);
        FlightEvents recorder = flight;
        if (recorder != null) {
            recorder.workerStartFailed(workerName, cause);
        }
        ListenerThread to = listener;
        if (to != null) {
            to.tell("workerStartFailed", who -> who.workerStartFailed(workerName, cause, inARow));
        }
    }

    /** The pool gives up. */
    void poolBroken(WorkerStartException cause) {
        ListenerThread to = listener;
        if (to != null) {
            to.tell("poolBroken", who -> who.poolBroken(cause));
        }
    }

    // For the metrics.

    long eventsDropped() {
        ListenerThread to = listener;
        return to == null ? 0 : to.dropped();
    }

    long listenerFailures() {
        ListenerThread to = listener;
        return to == null ? 0 : to.failures();
    }

    private static boolean hasFlightRecorder() {
        try {
            return FlightEvents.available();
        } catch (LinkageError e) {
            return false; // a runtime without the module jdk.jfr
        }
    }
}
