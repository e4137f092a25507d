package io.github.threeply.ipc.process;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a boot cache: a worker of low priority is started and goes the ways that workers go, and the JVM notes what was
 * loaded for that. Nothing of the user's runs there, not even his classes are on its class path.
 */
final class StartTraining {
    private static final System.Logger LOG = System.getLogger(StartCache.class.getName());

    /** The low priority may make it long. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final long SECONDS = 60;

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
        return run(arguments, StartTraining::walk);
    }

    /** Runs a worker with arguments that use a cache; true if it starts and does a task. */
    boolean isUsable(List<String> arguments) throws InterruptedException {
        return run(arguments, pool -> pool.submit(() -> {}).get(SECONDS, TimeUnit.SECONDS));
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

    // What is to be loaded: the ways of tasks, of their results and failures, and of connections.

    private static void walk(WorkerProcessPool pool) throws InterruptedException, ExecutionException, TimeoutException {
        pool.submit(() -> {}).get(SECONDS, TimeUnit.SECONDS);
        List<String> texts = List.of("a", "b");
        Map<String, Integer> numbers = Map.of("a", 1);
        pool.submit(() -> texts.size() + numbers.size()).get(SECONDS, TimeUnit.SECONDS);
        pool.submit(() -> new BigInteger("3")).get(SECONDS, TimeUnit.SECONDS); // by Java serialization
        pool.submit(StartTraining::connect).get(SECONDS, TimeUnit.SECONDS);
        TaskFunction<Long, Long> function = n -> n + 1;
        try (BulkResults<Long> results =
                pool.submitEach(function, LongStream.range(0, 100).iterator(), 100)) {
            while (results.tryNext(Duration.ofSeconds(SECONDS))) {
                // all are to come
            }
        }
        try {
            pool.submit((Task<Object>) StartTraining::fail).get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return; // as it is meant to
        }
        throw new IllegalStateException("a task that fails did not fail");
    }

    /** Both ends of a connection, and a message each way. */
    private static void connect() throws IOException, InterruptedException, ClassNotFoundException {
        Class.forName(ConnectionEntry.class.getName());
        PipedInputStream toOne = new PipedInputStream(4096);
        PipedInputStream toTwo = new PipedInputStream(4096);
        PipedOutputStream fromOne = new PipedOutputStream(toTwo);
        PipedOutputStream fromTwo = new PipedOutputStream(toOne);
        Connection one = end(toOne, fromOne);
        Connection two = end(toTwo, fromTwo);
        one.send("there");
        two.send(List.of(two.receive(String.class), 1L));
        if (!(one.receive() instanceof List)) {
            throw new IllegalStateException("a connection lost its message");
        }
        one.close();
        two.close();
    }

    private static Connection end(PipedInputStream in, PipedOutputStream out) {
        ClassLoader loader = StartTraining.class.getClassLoader();
        return Connection.over(
                in,
                out,
                "the other end",
                "threeply-training",
                new ValueCodec(loader, ClassGate.everything(), false),
                new ValueCodec(loader, ClassGate.everything(), true),
                1 << 20,
                failure -> "the pipe ended");
    }

    private static Object fail() {
        throw new IllegalArgumentException("to see how a failure goes");
    }
}
