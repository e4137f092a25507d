package io.github.threeply.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/** Several threads in one loop, for a time. */
final class Turn {
    private Turn() {}

    /** Returns how many calls in a second they made together. */
    static double rate(PairedRow.Loop loop, int count, Duration time) throws InterruptedException {
        Stop stop = new Stop();
        CountDownLatch ready = new CountDownLatch(count);
        CountDownLatch start = new CountDownLatch(1);
        DoubleAdder rate = new DoubleAdder();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> {
                ready.countDown();
                awaitUninterrupted(start);
                try {
                    long begin = System.nanoTime();
                    long calls = loop.run(stop);
                    rate.add(calls * 1e9 / (System.nanoTime() - begin));
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        ready.await();
        start.countDown();
        Thread.sleep(time.toMillis());
        stop.set();
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a call failed, so the rate of all means nothing", failure.get());
        }
        return rate.sum();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the threads of a turn", e);
        }
    }
}
