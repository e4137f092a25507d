package io.github.threeply.ipc.process;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The events in the flight recorder. Names and fields are seen by those who read recordings: none is changed lightly. */
final class FlightEventTypes {
    private FlightEventTypes() {}

    @Name("io.github.threeply.WorkerStart")
    @Label("Worker Start")
    @Description("A worker process of a pool boots, until it is ready for tasks or has failed")
    @Category({"Threeply", "Worker Process Pool"})
    @StackTrace(false)
    static final class WorkerStart extends Event {
        @Label("Pool")
        @Nullable
        String pool;

        @Label("Worker")
        @Nullable
        String worker;

        @Label("Process Id")
        long pid;

        @Label("Failure")
        @Description("Why it could not be started; null if it was")
        @Nullable
        String failure;

        void fill(String poolName, String workerName, long processId, @Nullable String why) {
            pool = poolName;
            worker = workerName;
            pid = processId;
            failure = why;
        }
    }

    @Name("io.github.threeply.WorkerEnd")
    @Label("Worker End")
    @Description("A worker process of a pool has ended")
    @Category({"Threeply", "Worker Process Pool"})
    @StackTrace(false)
    static final class WorkerEnd extends Event {
        @Label("Pool")
        @Nullable
        String pool;

        @Label("Worker")
        @Nullable
        String worker;

        @Label("Process Id")
        long pid;

        @Label("Exit Code")
        int exitCode;

        @Label("Meaning")
        @Nullable
        String meaning;

        @Label("Planned")
        @Description("Whether it ended because it was to")
        boolean planned;

        void fill(String poolName, WorkerExit exit, boolean wasPlanned) {
            pool = poolName;
            worker = exit.workerName();
            pid = exit.pid();
            exitCode = exit.code();
            meaning = exit.meaning();
            planned = wasPlanned;
        }
    }

    @Name("io.github.threeply.Task")
    @Label("Task")
    @Description("A task runs in a worker process, from its start to the end of this attempt, as the parent sees it")
    @Category({"Threeply", "Worker Process Pool"})
    @Threshold("10 ms")
    @StackTrace(false)
    static final class TaskRun extends Event {
        @Label("Pool")
        @Nullable
        String pool;

        @Label("Worker")
        @Nullable
        String worker;

        @Label("Process Id")
        long pid;

        @Label("Task Id")
        long taskId;

        @Label("Task Name")
        @Nullable
        String taskName;

        @Label("Attempt")
        int attempt;

        @Label("Waited")
        @Description("From the submission to the start; 0 if that was not measured")
        @Timespan(Timespan.NANOSECONDS)
        long waited;

        @Label("Outcome")
        @Nullable
        String outcome;

        void fill(String poolName, TaskInfo task, String how) {
            WorkerInfo in = task.worker();
            pool = poolName;
            worker = in == null ? null : in.name();
            pid = in == null ? 0 : in.pid();
            taskId = task.id();
            taskName = task.name();
            attempt = task.attempts();
            waited = task.waited().toNanos();
            outcome = how;
        }
    }

    @Name("io.github.threeply.TaskRetry")
    @Label("Task Retry")
    @Description("A task, or an argument of a bulk, has lost its worker and is to run again")
    @Category({"Threeply", "Worker Process Pool"})
    @StackTrace(false)
    static final class TaskRetry extends Event {
        @Label("Pool")
        @Nullable
        String pool;

        @Label("Task Id")
        long taskId;

        @Label("Task Name")
        @Nullable
        String taskName;

        @Label("Attempt")
        @Description("The one that failed, counted from 1")
        int attempt;

        @Label("Cause")
        @Nullable
        String cause;

        void fill(String poolName, TaskInfo task, Throwable why) {
            pool = poolName;
            taskId = task.id();
            taskName = task.name();
            attempt = task.attempts();
            cause = String.valueOf(why);
        }
    }

    @Name("io.github.threeply.TaskQuarantine")
    @Label("Task Quarantine")
    @Description("A task is not to run again, because it has ended workers too often")
    @Category({"Threeply", "Worker Process Pool"})
    @StackTrace(false)
    static final class TaskQuarantine extends Event {
        @Label("Pool")
        @Nullable
        String pool;

        @Label("Task Id")
        long taskId;

        @Label("Task Name")
        @Nullable
        String taskName;

        @Label("Cause")
        @Nullable
        String cause;

        void fill(String poolName, TaskInfo task, Throwable why) {
            pool = poolName;
            taskId = task.id();
            taskName = task.name();
            cause = String.valueOf(why);
        }
    }

    @Name("io.github.threeply.BackPressure")
    @Label("Back-Pressure")
    @Description(
            "Submissions to a pool waited for room or were refused for want of it, until a tenth of a second after the last")
    @Category({"Threeply", "Worker Process Pool"})
    @StackTrace(false)
    static final class BackPressure extends Event {
        @Label("Pool")
        @Nullable
        String pool;

        @Label("Pending Tasks")
        @Description("When it began")
        long pendingTasks;

        @Label("Pending Bytes")
        @Description("When it began")
        @DataAmount
        long pendingBytes;

        void fill(String poolName, long tasks, long bytes) {
            pool = poolName;
            pendingTasks = tasks;
            pendingBytes = bytes;
        }
    }

    @Name("io.github.threeply.PoolStatistics")
    @Label("Pool Statistics")
    @Description("What a pool has done since its start, and has to do")
    @Category({"Threeply", "Worker Process Pool"})
    @Period("1 s")
    @StackTrace(false)
    static final class PoolStatistics extends Event {
        @Label("Pool")
        @Nullable
        String pool;

        @Label("Submitted Tasks")
        long submitted;

        @Label("Succeeded Tasks")
        long succeeded;

        @Label("Failed Tasks")
        long failed;

        @Label("Cancelled Tasks")
        long cancelled;

        @Label("Bulk Arguments Taken")
        @Description("From the sources of bulks; these are not among the tasks")
        long bulkTaken;

        @Label("Bulk Arguments Ended")
        @Description("Answered, failed or cancelled")
        long bulkEnded;

        @Label("Rejected Tasks")
        long rejected;

        @Label("Queued Tasks")
        long queued;

        @Label("Tasks in Flight")
        long inFlight;

        @Label("Pending Bytes")
        @DataAmount
        long pendingBytes;

        @Label("Idle Workers")
        int idleWorkers;

        @Label("Busy Workers")
        int busyWorkers;

        @Label("Died Workers")
        long diedWorkers;

        @Label("Bytes to Workers")
        @DataAmount
        long bytesToWorkers;

        @Label("Bytes from Workers")
        @DataAmount
        long bytesFromWorkers;

        void fill(PoolMetrics metrics) {
            pool = metrics.pool();
            submitted = metrics.submitted();
            succeeded = metrics.ends().succeeded();
            failed = metrics.ends().failed();
            cancelled = metrics.ends().cancelled();
            bulkTaken = metrics.bulk().taken();
            bulkEnded = bulkTaken - metrics.bulk().pending();
            rejected = metrics.admission().rejected();
            queued = metrics.now().queued();
            inFlight = metrics.now().inFlight();
            pendingBytes = metrics.now().pendingBytes();
            idleWorkers = metrics.now().workers().getOrDefault(WorkerStatus.State.IDLE, 0);
            busyWorkers = metrics.now().workers().getOrDefault(WorkerStatus.State.BUSY, 0);
            diedWorkers = metrics.lives().died();
            bytesToWorkers = metrics.traffic().toWorkers();
            bytesFromWorkers = metrics.traffic().fromWorkers();
        }
    }
}
