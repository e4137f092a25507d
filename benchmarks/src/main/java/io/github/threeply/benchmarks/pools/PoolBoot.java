package io.github.threeply.benchmarks.pools;

import io.github.threeply.ipc.process.BootCache;
import io.github.threeply.ipc.process.WorkerFuture;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts a pool and waits for the result of a lambda from each worker, with a boot cache that is there: it is made first, in
 * a folder of its own, unless the library is not in a jar, as in tests. So many tasks as workers are under way until each
 * worker has answered; a task takes a millisecond, so that the worker that is up first does not take the processor from
 * the others with them. The pool's end is not counted.
 */
final class PoolBoot extends MedianWork {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(40);

    private final int workers;
    private final Path caches;

    PoolBoot(int workers) throws Exception {
        this.workers = workers;
        this.caches = Files.createTempDirectory("threeply-benchmark-"); // which only this user may write to
        if (!isJar(WorkerProcessPool.class)) {
            System.err.println("no boot cache: the library is not in a jar");
            return;
        }
        if ("off".equals(System.getProperty("threeply.bootCache"))) {
            System.err.println("no boot cache: it is switched off"); // as in tests, where the library is in one
            return;
        }
        try (WorkerProcessPool pool = pool(1)) {
            long start = System.nanoTime();
            while (!hasCache()) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    System.err.println("MEASURED WITHOUT a boot cache, none was made in time: " + pool.inspect());
                    return;
                }
                Thread.sleep(20);
            }
        }
    }

    private static boolean isJar(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source != null && source.getLocation().getPath().endsWith(".jar");
    }

    private WorkerProcessPool pool(int size) {
        return WorkerProcessPool.builder()
                .workers(size)
                .bootCache(BootCache.in(caches))
                .start();
    }

    private boolean hasCache() throws IOException {
        try (Stream<Path> files = Files.list(caches)) {
            return files.anyMatch(file -> file.toString().endsWith(".cache"));
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(caches)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
            Files.delete(caches);
        } catch (IOException e) {
            System.err.println("cannot delete " + caches + ": " + e);
        }
    }

    @Override
    protected long once() throws Exception {
        long start = System.nanoTime();
        try (WorkerProcessPool pool = pool(workers)) {
            askEach(pool);
            return System.nanoTime() - start;
        }
    }

    private void askEach(WorkerProcessPool pool) throws Exception {
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of futures can be made in no other way
        WorkerFuture<Integer>[] tasks = new WorkerFuture[workers];
        for (int i = 0; i < workers; i++) {
            tasks[i] = submit(pool);
        }
        Set<@Nullable String> answered = new HashSet<>();
        for (int i = 0; ; i = (i + 1) % workers) {
            if (tasks[i].get() != 42) {
                throw new IllegalStateException("a wrong result: " + tasks[i]);
            }
            answered.add(tasks[i].workerName());
            if (answered.size() == workers) {
                return;
            }
            tasks[i] = submit(pool);
        }
    }

    private static WorkerFuture<Integer> submit(WorkerProcessPool pool) {
        return pool.submit(() -> {
            Thread.sleep(1);
            return 42;
        });
    }
}
