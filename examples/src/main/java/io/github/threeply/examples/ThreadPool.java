package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A pool of three named threads: results in the order of submission, and five tasks of one second in two rounds. No wait
 * is without a limit. Prints for example
 * <pre>
 * First 50005000
 * Second 50005000
 * Third 50005000
 * 5 tasks of 1.0 s on 3 threads took 2.0 s: 2 rounds
 * </pre>
 */
public final class ThreadPool {
    private static final int THREADS = 3;

    private ThreadPool() {}

    /** How long so many tasks took together. */
    public record Rounds(int tasks, Duration each, Duration elapsed) {
        /** The time in units of one task. */
        public long count() {
            return Math.round((double) elapsed.toNanos() / each.toNanos());
        }
    }

    /** Shows both. */
    public static void main(String[] args) throws Exception {
        show(Duration.ofSeconds(1));
    }

    /** Shows both, with tasks that are so long. */
    public static void show(Duration each) throws Exception {
        namedSums("First", "Second", "Third").forEach(System.out::println);
        Rounds rounds = rounds(5, each);
        System.out.printf(
                Locale.ROOT,
                "%d tasks of %.1f s on %d threads took %.1f s: %d rounds%n",
                rounds.tasks(),
                rounds.each().toMillis() / 1e3,
                THREADS,
                rounds.elapsed().toMillis() / 1e3,
                rounds.count());
    }

    /** Adds up 0 to 10000 once for each name; the lines come in the order of the names. */
    public static List<String> namedSums(String... names)
            throws InterruptedException, ExecutionException, TimeoutException {
        try (BulkExecutor pool = BulkExecutor.threads(THREADS, Threads.platform("sums-"))) {
            List<Future<String>> futures = new ArrayList<>();
            for (String name : names) {
                futures.add(pool.submit(() -> name + " " + sumTo(10_000)));
            }
            List<String> lines = new ArrayList<>();
            for (Future<String> future : futures) {
                lines.add(future.get(10, TimeUnit.SECONDS));
            }
            return lines;
        } // the pool is closed here: it has waited for its tasks, and its threads end
    }

    /** Runs so many tasks that only wait. */
    public static Rounds rounds(int tasks, Duration each)
            throws InterruptedException, ExecutionException, TimeoutException {
        try (BulkExecutor pool = BulkExecutor.threads(THREADS, Threads.platform("waits-"))) {
            long start = System.nanoTime();
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                futures.add(pool.submit(() -> Thread.sleep(each.toMillis())));
            }
            for (Future<?> future : futures) {
                future.get(30, TimeUnit.SECONDS);
            }
            return new Rounds(tasks, each, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static long sumTo(int last) {
        long sum = 0;
        for (int i = 0; i <= last; i++) {
            sum += i;
        }
        return sum;
    }
}
