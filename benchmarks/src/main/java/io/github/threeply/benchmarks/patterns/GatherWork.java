package io.github.threeply.benchmarks.patterns;

import io.github.threeply.benchmarks.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Tasks that sleep, all at once. An operation is all of them, begun and awaited; tells how long one took. */
final class GatherWork implements Work {
    /** How many tasks. */
    static final int TASKS = 100_000;

    /** How long each sleeps. */
    static final long SLEEP_MILLIS = 10;

    /** Runs all tasks at the same time, and returns what they return, in order. */
    interface Gathering {
        List<Integer> gather(List<Callable<Integer>> tasks) throws Exception;
    }

    private final Gathering gathering;
    private final AutoCloseable executor;

    GatherWork(Gathering gathering, AutoCloseable executor) {
        this.gathering = gathering;
        this.executor = executor;
    }

    @Override
    public void run(long operations) throws Exception {
        for (long i = 0; i < operations; i++) {
            List<Callable<Integer>> tasks = new ArrayList<>(TASKS);
            for (int number = 0; number < TASKS; number++) {
                int result = number;
                tasks.add(() -> {
                    Thread.sleep(SLEEP_MILLIS);
                    return result;
                });
            }
            check(gathering.gather(tasks));
        }
    }

    private static void check(List<Integer> results) {
        for (int number = 0; number < TASKS; number++) {
            if (results.get(number) != number) {
                throw new IllegalStateException("task " + number + " returned " + results.get(number));
            }
        }
    }

    @Override
    public double[] values(long operations, double seconds) {
        return new double[] {seconds / operations};
    }

    @Override
    public void close() {
        try {
            executor.close();
        } catch (Exception e) {
            throw new IllegalStateException("the executor did not close", e);
        }
    }
}
