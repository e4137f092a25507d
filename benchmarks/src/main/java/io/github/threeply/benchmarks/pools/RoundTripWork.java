package io.github.threeply.benchmarks.pools;

import io.github.threeply.core.Task;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Sends 16 bytes and waits until they are back, before it sends the next. */
final class RoundTripWork extends MedianWork {
    static final int BYTES = 16;

    private final Echo echo;
    private byte number;

    /** What sends the bytes back. */
    interface Echo extends AutoCloseable {
        byte[] send(byte[] bytes) throws Exception;

        @Override
        void close();
    }

    RoundTripWork(Echo echo) throws Exception {
        this.echo = echo;
        once(); // the process is up after that
    }

    static RoundTripWork process() throws Exception {
        WorkerProcessPool pool = PoolRows.pool(1);
        return new RoundTripWork(new Echo() {
            @Override
            public byte[] send(byte[] bytes) throws Exception {
                return pool.submit(task(bytes)).get();
            }

            @Override
            public void close() {
                pool.shutdownNow();
            }
        });
    }

    static RoundTripWork thread() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        return new RoundTripWork(new Echo() {
            @Override
            public byte[] send(byte[] bytes) throws Exception {
                return pool.submit(task(bytes)).get();
            }

            @Override
            public void close() {
                pool.shutdownNow();
            }
        });
    }

    /** Not written inside the echoes above: it captures the bytes and nothing else. */
    private static Task<byte[]> task(byte[] bytes) {
        return () -> bytes;
    }

    @Override
    long once() throws Exception {
        byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, ++number);
        long start = System.nanoTime();
        byte[] answer = echo.send(bytes);
        long time = System.nanoTime() - start;
        if (!Arrays.equals(answer, bytes)) {
            throw new IllegalStateException("sent " + Arrays.toString(bytes) + ", got " + Arrays.toString(answer));
        }
        return time;
    }

    @Override
    public void close() {
        echo.close();
    }
}
