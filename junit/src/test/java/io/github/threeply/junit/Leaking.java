package io.github.threeply.junit;

import io.github.threeply.ipc.process.WorkerProcess;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.shared.SharedMemory;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Opens things and forgets them, so that tests can fail for it; {@link #mend} closes them. */
final class Leaking {
    private static final Deque<AutoCloseable> LEFT = new ConcurrentLinkedDeque<>();

    private Leaking() {}

    static WorkerProcessPool pool() throws Exception {
        WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).name("forgotten").start();
        LEFT.add(pool);
        pool.submit(() -> 1).get(60, TimeUnit.SECONDS);
        return pool;
    }

    static void worker() {
        LEFT.add(WorkerProcess.start("lonely", connection -> connection.receive()));
    }

    static void memory() {
        LEFT.add(SharedMemory.temporary(4096));
    }

    static void thread(String name) {
        LEFT.add(started(name));
    }

    /** A thread that ends when this is closed. */
    static AutoCloseable started(String name) {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(() -> awaitQuietly(end), name);
        thread.setDaemon(true);
        thread.start();
        // What is told of it says where it is.
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (thread.getState() != Thread.State.WAITING && System.nanoTime() < limit) {
            Thread.onSpinWait();
        }
        return () -> {
            end.countDown();
            thread.join();
        };
    }

    private static void awaitQuietly(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void mend() throws Exception {
        for (AutoCloseable each = LEFT.pollLast(); each != null; each = LEFT.pollLast()) {
            each.close();
        }
    }
}
