package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Event;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The same counter over every way of excluding others, and over none. Two threads add one, many times; three threads make
 * a slow update each: read, wait for 20 ms, write. For each way: what the counter should hold and holds, how many updates
 * were lost, and the time. Only {@code none} loses any: all its slow updates read 0, and write 1. Prints for example
 * <pre>
 * way of excluding    expected      total     lost     ms   slow: expected  total
 * atomic                100000     100000        0      3                3      3
 * ...
 * reentrant             100000     100000        0     12                3      3
 * ...
 * none                  100000      71312    28688      2                3      1
 * </pre>
 */
public final class CounterLocks {
    private CounterLocks() {}

    /** What a counter held at the end, against what it should. */
    public record Row(String way, long expected, long total, Duration elapsed, long slowExpected, long slowTotal) {
        /** How many updates were lost, quick or slow. */
        public long lost() {
            return expected - total + slowExpected - slowTotal;
        }
    }

    /** Shows all ways. */
    public static void main(String[] args) throws Exception {
        show(50_000);
    }

    /** Shows all ways with so many additions by each of two threads. */
    public static void show(int additions) throws Exception {
        System.out.println("way of excluding    expected      total     lost     ms   slow: expected  total");
        for (Row r : run(additions)) {
            long lost = r.expected() - r.total();
            System.out.printf(
                    Locale.ROOT,
                    "%-17s %10d %10d %8d %6d %16d %6d%n",
                    r.way(),
                    r.expected(),
                    r.total(),
                    lost,
                    r.elapsed().toMillis(),
                    r.slowExpected(),
                    r.slowTotal());
        }
    }

    /** Counts in all ways. */
    public static List<Row> run(int additions) throws InterruptedException, ExecutionException, TimeoutException {
        List<Row> rows = new ArrayList<>();
        rows.add(row("atomic", SharedCounter.atomic(), SharedCounter.atomic(), additions));
        for (LockStrategy strategy : LockStrategy.allThatExclude()) {
            rows.add(rowOf(strategy, additions));
        }
        Row race = rowOf(LockStrategy.none(), additions);
        for (int more = additions; race.expected() == race.total() && more < 100 * additions; more *= 2) {
            race = rowOf(LockStrategy.none(), 2 * more); // a race may also go well: give it more chances
        }
        rows.add(race);
        return rows;
    }

    private static Row rowOf(LockStrategy strategy, int additions)
            throws InterruptedException, ExecutionException, TimeoutException {
        SharedCounter quick = SharedCounter.lockedBy(strategy);
        return row(strategy.toString(), quick, SharedCounter.lockedBy(strategy), additions);
    }

    private static Row row(String way, SharedCounter quick, SharedCounter slow, int additions)
            throws InterruptedException, ExecutionException, TimeoutException {
        Duration elapsed = together(2, () -> {
            for (int i = 0; i < additions; i++) {
                quick.increment();
            }
        });
        together(
                3,
                () -> slow.update(value -> {
                    LockSupport.parkNanos(20_000_000);
                    return value + 1;
                }));
        return new Row(way, 2L * additions, quick.get(), elapsed, 3, slow.get());
    }

    /** Runs the body on so many threads, which begin at the same time; returns how long the slowest took. */
    private static Duration together(int threads, Runnable body)
            throws InterruptedException, ExecutionException, TimeoutException {
        Event go = Event.create();
        try (BulkExecutor pool = BulkExecutor.threads(threads)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    go.await();
                    body.run();
                }));
            }
            long start = System.nanoTime();
            go.set();
            for (Future<?> future : futures) {
                future.get(30, TimeUnit.SECONDS);
            }
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }
}
