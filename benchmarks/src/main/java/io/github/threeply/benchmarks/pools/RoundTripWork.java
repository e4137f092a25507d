package io.github.threeply.benchmarks.pools;

import io.github.threeply.core.Task;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Sends some bytes and waits until they are back, before it sends the next. */
final class RoundTripWork extends MedianWork {
    /** How many bytes a message has that shows the time of a round trip alone. */
    static final int SMALL = 16;

    /**
     * How many hops from thread to thread a round trip through the pool has: from the caller to the worker's thread that
     * reads, which always reads; from there to the one that runs tasks; to the parent's thread that reads; to the caller.
     */
    static final int HOPS = 4;

    private final Echo echo;
    private final int size;
    private byte number;

    /** What sends the bytes back. */
    interface Echo extends AutoCloseable {
        byte[] send(byte[] bytes) throws Exception;

        /** The process on the other side, or 0 if there is none. */
        long otherSide();

        @Override
        void close();
    }

    RoundTripWork(Callable<? extends Echo> start, int size, Affinity affinity) throws Exception {
        this.size = size;
        affinity.placeThis();
        this.echo = start.call();
        once(); // the process is up after that
        affinity.placeOther(echo.otherSide());
    }

    static Echo process() {
        WorkerProcessPool pool = PoolRows.pool(1);
        return new Echo() {
            @Override
            public byte[] send(byte[] bytes) throws Exception {
                return pool.submit(task(bytes)).get();
            }

            @Override
            public long otherSide() {
                return pool.workers().get(0).pid();
            }

            @Override
            public void close() {
                pool.shutdownNow();
            }
        };
    }

    static Echo thread() {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        return new Echo() {
            @Override
            public byte[] send(byte[] bytes) throws Exception {
                return pool.submit(task(bytes)).get();
            }

            @Override
            public long otherSide() {
                return 0;
            }

            @Override
            public void close() {
                pool.shutdownNow();
            }
        };
    }

    /** Not written inside the echoes above: it captures the bytes and nothing else. */
    private static Task<byte[]> task(byte[] bytes) {
        return () -> bytes;
    }

    @Override
    protected long once() throws Exception {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, ++number);
        long start = System.nanoTime();
        byte[] answer = echo.send(bytes);
        long time = System.nanoTime() - start;
        if (!Arrays.equals(answer, bytes)) {
            throw new IllegalStateException("sent " + bytes.length + " times " + number + ", got something else");
        }
        return time;
    }

    @Override
    public void close() {
        echo.close();
    }
}
