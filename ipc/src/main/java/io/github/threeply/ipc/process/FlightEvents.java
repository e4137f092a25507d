package io.github.threeply.ipc.process;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.jspecify.annotations.Nullable;

/**
 * Tells the JDK's flight recorder what happens in one pool. This class is only touched where the module {@code jdk.jfr} is
 * there; and none of its events, whose making costs milliseconds, before somebody has begun to record.
 */
final class FlightEvents {
    private static final Set<FlightEvents> LIVE = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean STATISTICS = new AtomicBoolean();

    private final String pool;
    private final Supplier<PoolMetrics> metrics;
    private final Map<Job, FlightEventTypes.TaskRun> running = new ConcurrentHashMap<>();
    private final Map<WorkerHandle, FlightEventTypes.WorkerStart> starting = new ConcurrentHashMap<>();
    private final AtomicReference<FlightEventTypes.@Nullable BackPressure> pressure = new AtomicReference<>();

    FlightEvents(String pool, Supplier<PoolMetrics> metrics) {
        this.pool = pool;
        this.metrics = metrics;
    }

    /** Whether this JVM has a flight recorder that we can use. */
    static boolean available() {
        Module own = FlightEvents.class.getModule();
        return ModuleLayer.boot()
                .findModule("jdk.jfr")
                .filter(own::canRead) // it is optional, and on a module path it may be there and not be ours to use
                .isPresent();
    }

    /** Whether anybody records, or has recorded. */
    private static boolean isOn() {
        return FlightRecorder.isInitialized();
    }

    /** Has the statistics of this pool recorded from now on, when there is a recording. Some milliseconds, once. */
    void begin() {
        LIVE.add(this);
        if (STATISTICS.compareAndSet(false, true)) {
            FlightRecorder.addListener(new FlightRecorderListener() {
                @Override
                public void recorderInitialized(FlightRecorder recorder) {
                    FlightRecorder.addPeriodicEvent(
                            FlightEventTypes.PoolStatistics.class, () -> LIVE.forEach(FlightEvents::statistics));
                }
            });
        }
    }

    void end() {
        LIVE.remove(this);
    }

    private void statistics() {
        FlightEventTypes.PoolStatistics event = new FlightEventTypes.PoolStatistics();
        event.fill(metrics.get());
        event.commit();
    }

    void taskStarted(Job job) {
        if (isOn()) {
            FlightEventTypes.TaskRun event = new FlightEventTypes.TaskRun();
            if (event.isEnabled()) {
                event.begin();
                running.put(job, event);
            }
        }
    }

    /** It has ended, or this attempt at it has. */
    void taskEnded(Job job, String outcome) {
        if (!isOn()) {
            return;
        }
        FlightEventTypes.TaskRun event = running.remove(job);
        if (event != null) {
            event.end();
            if (event.shouldCommit()) {
                event.fill(pool, TaskInfo.of(job), outcome);
                event.commit();
            }
        }
    }

    void taskRetried(Job job, Throwable cause) {
        if (isOn()) {
            FlightEventTypes.TaskRetry event = new FlightEventTypes.TaskRetry();
            event.fill(pool, TaskInfo.of(job), cause);
            event.commit();
        }
    }

    void taskQuarantined(Job job, Throwable cause) {
        if (isOn()) {
            FlightEventTypes.TaskQuarantine event = new FlightEventTypes.TaskQuarantine();
            event.fill(pool, TaskInfo.of(job), cause);
            event.commit();
        }
    }

    void backPressureBegan(long pendingTasks, long pendingBytes) {
        if (isOn()) {
            FlightEventTypes.BackPressure event = new FlightEventTypes.BackPressure();
            event.begin();
            event.fill(pool, pendingTasks, pendingBytes);
            pressure.set(event);
        }
    }

    void backPressureEnded() {
        FlightEventTypes.BackPressure event = isOn() ? pressure.getAndSet(null) : null;
        if (event != null) {
            event.commit();
        }
    }

    void workerStarting(WorkerHandle worker) {
        if (isOn()) {
            FlightEventTypes.WorkerStart event = new FlightEventTypes.WorkerStart();
            if (event.isEnabled()) {
                event.begin();
                starting.put(worker, event);
            }
        }
    }

    void workerReady(WorkerHandle worker) {
        FlightEventTypes.WorkerStart event = isOn() ? starting.remove(worker) : null;
        if (event != null) {
            event.fill(pool, worker.name(), worker.pid(), null);
            event.commit();
        }
    }

    /** With the worker, if there was a process. */
    void workerStartFailed(String workerName, WorkerStartException cause) {
        if (!isOn()) {
            return;
        }
        for (Map.Entry<WorkerHandle, FlightEventTypes.WorkerStart> entry : starting.entrySet()) {
            if (entry.getKey().name().equals(workerName)) {
                starting.remove(entry.getKey());
                commitFailed(entry.getValue(), workerName, entry.getKey().pid(), cause);
                return;
            }
        }
        FlightEventTypes.WorkerStart event = new FlightEventTypes.WorkerStart();
        event.begin();
        commitFailed(event, workerName, 0, cause);
    }

    private void commitFailed(
            FlightEventTypes.WorkerStart event, String workerName, long pid, @Nullable Throwable cause) {
        event.fill(pool, workerName, pid, String.valueOf(cause));
        event.commit();
    }

    void workerEnded(WorkerHandle worker, WorkerExit exit, boolean planned) {
        if (isOn()) {
            starting.remove(worker);
            FlightEventTypes.WorkerEnd event = new FlightEventTypes.WorkerEnd();
            event.fill(pool, exit, planned);
            event.commit();
        }
    }
}
