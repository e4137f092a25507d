package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Deadlock;
import io.github.threeply.core.DeadlockException;
import io.github.threeply.core.DeadlockMonitor;
import io.github.threeply.core.Locks;
import io.github.threeply.core.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;

/**
 * Two threads take two locks crosswise, and wait for each other for ever: a monitor finds and names them, and frees
 * one. Taken in one order, the same locks let both finish. A semaphore lets several in, where a lock lets one. Prints
 * <pre>
 * crosswise: left-1 waits for 'savings', held by right-1
 * crosswise: right-1 waits for 'checking', held by left-1
 * crosswise: 1 of them got a DeadlockException, 1 finished
 * in order: 2000 of 2000 transfers done
 * semaphore: of 6 threads 3 were inside at once, never more
 * </pre>
 */
public final class DeadlockFound {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private DeadlockFound() {}

    /** The deadlock, and how its two threads ended. */
    public record Crosswise(Deadlock deadlock, int freed, int finished) {}

    /** Shows all three. */
    public static void main(String[] args) throws Exception {
        Crosswise crosswise = crosswise();
        crosswise.deadlock().waiters().stream()
                .sorted(Comparator.comparing(Deadlock.Waiter::thread))
                .forEach(waiter -> System.out.println("crosswise: " + waiter.thread() + " waits for '" + waiter.lock()
                        + "', held by " + waiter.holder()));
        System.out.println("crosswise: " + crosswise.freed() + " of them got a DeadlockException, "
                + crosswise.finished() + " finished");
        System.out.println("in order: " + inOrder(1000) + " of 2000 transfers done");
        System.out.println("semaphore: of 6 threads " + mostInside(6, 3) + " were inside at once, never more");
    }

    /** Two threads, each with one lock in its hand when it asks for the other one's. */
    public static Crosswise crosswise() throws Exception {
        CompletableFuture<Deadlock> found = new CompletableFuture<>();
        DeadlockMonitor monitor = DeadlockMonitor.builder()
                .threshold(Duration.ofMillis(100))
                .onDeadlock(found::complete)
                .breakDeadlocks()
                .start();
        Lock checking = monitor.lock("checking");
        Lock savings = monitor.lock("savings");
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        try (monitor;
                BulkExecutor left = BulkExecutor.threads(1, Threads.daemon("left-"));
                BulkExecutor right = BulkExecutor.threads(1, Threads.daemon("right-"))) {
            Future<Boolean> one = left.submit(() -> takeBoth(checking, savings, bothHoldOne));
            Future<Boolean> other = right.submit(() -> takeBoth(savings, checking, bothHoldOne));
            int finished = (one.get(LIMIT.toSeconds(), TimeUnit.SECONDS) ? 1 : 0)
                    + (other.get(LIMIT.toSeconds(), TimeUnit.SECONDS) ? 1 : 0);
            return new Crosswise(found.get(LIMIT.toSeconds(), TimeUnit.SECONDS), 2 - finished, finished);
        }
    }

    /** Returns whether it got both; if not, it gives back the one it has, and so lets the other thread go on. */
    private static boolean takeBoth(Lock first, Lock second, CyclicBarrier bothHoldOne) throws Exception {
        first.lock();
        try {
            bothHoldOne.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
            second.lockInterruptibly();
            second.unlock();
            return true;
        } catch (DeadlockException e) {
            return false;
        } finally {
            first.unlock();
        }
    }

    /**
     * The same two threads and locks, many times, but both locks are taken in one call; returns how often it was done.
     */
    public static int inOrder(int times) throws Exception {
        DeadlockMonitor monitor = DeadlockMonitor.builder().start();
        Lock checking = monitor.lock("checking");
        Lock savings = monitor.lock("savings");
        int[] done = new int[1];
        try (monitor;
                BulkExecutor pool = BulkExecutor.threads(2, Threads.daemon("transfer-"))) {
            List<Future<?>> transfers = List.of(
                    pool.submit(() -> transfer(done, times, checking, savings)),
                    pool.submit(() -> transfer(done, times, savings, checking)));
            for (Future<?> each : transfers) {
                each.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
        return done[0];
    }

    private static void transfer(int[] done, int times, Lock from, Lock to) {
        for (int i = 0; i < times; i++) {
            Locks.holding(() -> done[0]++, from, to); // in one order, whatever that of the arguments
        }
    }

    /** So many threads and a semaphore for some of them; returns how many were inside at once. */
    public static int mostInside(int threads, int permits) throws Exception {
        Semaphore semaphore = new Semaphore(permits);
        CyclicBarrier full = new CyclicBarrier(permits);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (BulkExecutor pool = BulkExecutor.threads(threads)) {
            List<Future<?>> visits = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                visits.add(pool.submit(() -> {
                    semaphore.acquire();
                    try {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        full.await(LIMIT.toSeconds(), TimeUnit.SECONDS); // waits until as many as may are inside
                        inside.decrementAndGet();
                    } finally {
                        semaphore.release();
                    }
                }));
            }
            for (Future<?> visit : visits) {
                visit.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
        return most.get();
    }
}
