package io.github.threeply.ipc.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a boot cache: a worker of low priority is started and goes the ways that workers go, and the JVM notes what was
 * loaded for that. Nothing of the user's runs there, not even his classes are on its class path.
 */
final class StartTraining {
    private static final System.Logger LOG = System.getLogger(StartCache.class.getName());

    /** The low priority may make it long. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final List<String> classPath;
    private final List<String> flags;
    private @Nullable WorkerProcessPool pool;
    private boolean stopped;

    StartTraining(List<String> classPath, List<String> flags) {
        this.classPath = classPath;
        this.flags = flags;
    }

    /** Runs the worker with arguments that make a cache; true if it went all its ways and ended in good order. */
    boolean write(List<String> arguments) throws InterruptedException {
        return run(arguments, StartWalk::through);
    }

    /** Runs a worker with arguments that use a cache; true if it starts and does a task. */
    boolean isUsable(List<String> arguments) throws InterruptedException {
        return run(arguments, StartWalk::step);
    }

    private interface Walk {
        void through(WorkerProcessPool pool) throws InterruptedException, ExecutionException, TimeoutException;
    }

    private boolean run(List<String> arguments, Walk walk) throws InterruptedException {
        List<String> all = new ArrayList<>(flags);
        all.addAll(arguments);
        WorkerProcessPool started;
        synchronized (this) {
            if (stopped) {
                return false;
            }
            started = WorkerProcessPool.builder()
                    .name("threeply-boot-cache")
                    .workers(1)
                    .jvmArguments(all.toArray(String[]::new))
                    .classPath(classPath.stream().map(Path::of).toList())
                    .bootCache(BootCache.off())
                    .maxDepth(WorkerDepth.current() + 1)
                    .inBackground()
                    .onOutput(line -> LOG.log(System.Logger.Level.DEBUG, () -> line.worker() + ": " + line.line()))
                    .start();
            pool = started;
        }
        try {
            walk.through(started);
            started.shutdown();
            return started.awaitTermination(LIMIT.toNanos(), TimeUnit.NANOSECONDS) && !isStopped();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the worker that was to make a boot cache failed", e);
            return false;
        } finally {
            started.shutdownNow();
            do {
                kill(started); // again and again, because one may have been on its way
            } while (!started.awaitTermination(10, TimeUnit.MILLISECONDS));
        }
    }

    /** Ends it at once, if it has not ended. Does not wait. */
    void stop() {
        WorkerProcessPool running;
        synchronized (this) {
            stopped = true;
            running = pool;
        }
        if (running != null) {
            running.shutdownNow();
            kill(running);
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    private static void kill(WorkerProcessPool pool) {
        for (WorkerLink link : pool.core().placement().links()) {
            link.handle().kill();
        }
    }
}
