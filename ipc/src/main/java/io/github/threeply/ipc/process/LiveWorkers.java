package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The workers of this JVM that have not ended, for the one shutdown hook that ends them with it. */
final class LiveWorkers {
    /** How long a worker that is not a daemon gets to end itself when this JVM is told to end before it. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** How long the hook waits for killed processes to be gone. Heaps of gigabytes take the system a while. */
    private static final Duration REAP = Duration.ofSeconds(1);

    private static final Set<WorkerHandle> LIVE = ConcurrentHashMap.newKeySet();
    private static @Nullable Thread hook;
    private static volatile boolean ending;

    private LiveWorkers() {}

    /** Puts the hook in place, before a worker is started. */
    static synchronized void prepare(String workerName) {
        if (hook != null) {
            return;
        }
        Thread thread = new Thread(LiveWorkers::endAll, "worker-shutdown");
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException e) {
            throw new WorkerStartException(workerName, "this JVM is shutting down", e);
        }
        hook = thread;
    }

    static void add(WorkerHandle worker) {
        LIVE.add(worker);
    }

    static void remove(WorkerHandle worker) {
        LIVE.remove(worker);
    }

    /** Whether this JVM is shutting down, which ends them all. */
    static boolean areEnding() {
        return ending;
    }

    private static void endAll() {
        ending = true; // before the first is killed, so that whoever sees the end of one sees this
        List<WorkerHandle> others = new ArrayList<>();
        for (WorkerHandle worker : LIVE) {
            if (worker.isDaemon()) {
                worker.kill();
            } else {
                worker.terminate();
                others.add(worker);
            }
        }
        await(others, GRACE);
        List<WorkerHandle> killed = new ArrayList<>(LIVE);
        killed.forEach(WorkerHandle::kill);
        await(killed, REAP);
        UnpackedJars.deleteAll();
    }

    private static void await(List<WorkerHandle> workers, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        for (WorkerHandle worker : workers) {
            try {
                worker.onExit().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException e) {
                return; // killed next, or beyond our reach
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
