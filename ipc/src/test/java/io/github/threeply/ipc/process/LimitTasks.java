package io.github.threeply.ipc.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What the tests of limits run in workers. */
final class LimitTasks {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static volatile long spins;

    private LimitTasks() {}

    /** A loop that knows nothing of interrupts. */
    static void spinDeafly() {
        long end = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < end) {
            spins++;
        }
    }

    /** Reports each 20 ms until the file is there. Returns how often that was. */
    static long reportUntil(String file) throws InterruptedException {
        TaskContext task = TaskContext.current();
        long end = System.nanoTime() + PATIENCE;
        for (long i = 1; ; i++) {
            task.progress(i, i, "step " + i);
            if (Files.exists(Path.of(file)) || System.nanoTime() > end) {
                return i;
            }
            Thread.sleep(20);
        }
    }

    static void reportAndHang() throws InterruptedException {
        TaskContext.current().progress(1, 2);
        Thread.sleep(60_000);
    }

    /** Swallows the interrupt, and ends when the context says so. */
    static String untilTheContextSaysSo() throws IOException {
        long end = System.nanoTime() + PATIENCE;
        while (!TaskContext.current().isCancelled() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        boolean swallowed = Thread.interrupted();
        return swallowed ? "told" : "not told";
    }

    /** Notes its process, and dies if it is not the so many-th run. */
    static String dieUntilRun(String ledger, int run) throws IOException {
        PoolTasks.note(ledger, Long.toString(PoolTasks.pid()));
        if (Files.readAllLines(Path.of(ledger)).size() < run) {
            Runtime.getRuntime().halt(42);
        }
        return "ran " + run + " times";
    }

    static int halt(int code) {
        System.err.println("halting with " + code);
        Runtime.getRuntime().halt(code);
        return code;
    }

    static Integer dieOfOddNumbers(Integer n) {
        return n % 2 == 1 ? (Integer) halt(n) : n;
    }

    static void noteAndThrow(String ledger) {
        PoolTasks.note(ledger, "ran");
        throw new IllegalStateException("its own");
    }

    static void noteAndHang(String ledger) throws InterruptedException {
        PoolTasks.note(ledger, "ran");
        Thread.sleep(60_000);
    }
}
