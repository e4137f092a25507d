package io.github.threeply.benchmarks.pools;

import io.github.threeply.ipc.process.WorkerFuture;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.process.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Kills the worker of a pool as {@code kill -9} does, and submits a task at once: the time from the kill to the result.
 * Before that the pool has so many workers in reserve as it shall have, ready; the one that is killed has done a task, and
 * may have a heap that it has touched.
 */
final class SpareWork extends MedianWork {
    private static final List<byte[]> HOARD = new ArrayList<>();
    private static final int BLOCK = 512 << 10;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final int spares;
    private final int touchedMebibytes;

    SpareWork(int spares, int touchedMebibytes) {
        this.spares = spares;
        this.touchedMebibytes = touchedMebibytes;
    }

    @Override
    public double[] values(long operations, double seconds) {
        return new double[] {1 / rate(operations, seconds)};
    }

    @Override
    protected long once() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .spares(spares)
                .jvmArguments(touchedMebibytes == 0 ? "-Xms8m" : "-Xmx" + (touchedMebibytes * 3L / 2) + "m")
                .start()) {
            int mebibytes = touchedMebibytes;
            long pid = pool.submit(() -> touch(mebibytes)).get();
            awaitSpares(pool);
            ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
            long start = System.nanoTime();
            worker.destroyForcibly();
            WorkerFuture<Integer> next = pool.submit(() -> 42);
            next.get();
            long took = System.nanoTime() - start;
            if (next.workerPid().orElse(pid) == pid) {
                throw new IllegalStateException("the killed worker " + pid + " has answered");
            }
            return took;
        }
    }

    private static long touch(int mebibytes) {
        for (long bytes = (long) mebibytes << 20; bytes > 0; bytes -= BLOCK) {
            byte[] block = new byte[BLOCK - 16]; // so that two fill a region of the heap, not one and a bit
            for (int i = 0; i < block.length; i += 4096) {
                block[i] = 1;
            }
            HOARD.add(block);
        }
        return ProcessHandle.current().pid();
    }

    /** Waits until those in reserve have booted, and a little for what they do then to be quick. */
    private void awaitSpares(WorkerProcessPool pool) throws InterruptedException {
        long start = System.nanoTime();
        while (pool.workers().stream()
                        .filter(w -> w.state() == WorkerStatus.State.SPARE)
                        .count()
                < spares) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("no spare became ready: " + pool.workers());
            }
            Thread.sleep(1);
        }
        Thread.sleep(400);
    }
}
