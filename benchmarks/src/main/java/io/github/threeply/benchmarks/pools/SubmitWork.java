package io.github.threeply.benchmarks.pools;

import io.github.threeply.benchmarks.Work;
import io.github.threeply.core.Task;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Submits tasks that add one to a number, 100 000 before the first result is asked for, then gets all results. */
final class SubmitWork implements Work {
    private static final int IN_FLIGHT = 100_000;
    private static final int FIRST = 20_000;

    private final ExecutorService executor;
    private final Submit submit;
    private final @Nullable Future<Long>[] futures;

    /** Which method of the executor is called. */
    private interface Submit {
        Future<Long> submit(Task<Long> task);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of futures can be made in no other way
    private SubmitWork(ExecutorService executor, Submit submit) {
        this.executor = executor;
        this.submit = submit;
        this.futures = new Future[IN_FLIGHT];
    }

    static SubmitWork processes(int workers) throws Exception {
        long start = System.nanoTime();
        WorkerProcessPool pool = PoolRows.pool(workers);
        return new SubmitWork(pool, pool::submit).tellTheFirst("WorkerProcessPool", start);
    }

    static SubmitWork threads(int threads) throws Exception {
        long start = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        return new SubmitWork(pool, pool::submit).tellTheFirst("ThreadPoolExecutor(" + threads + ")", start);
    }

    /** The warm rounds do not show what a program meets that has just started. */
    private SubmitWork tellTheFirst(String name, long start) throws Exception {
        submitAndGet(1);
        long ready = System.nanoTime();
        submitAndGet(FIRST);
        long end = System.nanoTime();
        System.out.printf(
                Locale.ROOT,
                "pool-submit, %s: the first result %.1f ms after start, the next %d at %.2f M/s%n",
                name,
                (ready - start) / 1e6,
                FIRST,
                FIRST * 1e3 / (end - ready));
        return this;
    }

    @Override
    public long batch() {
        return IN_FLIGHT;
    }

    @Override
    public void run(long operations) throws Exception {
        for (long left = operations; left > 0; left -= IN_FLIGHT) {
            submitAndGet((int) Math.min(left, IN_FLIGHT));
        }
    }

    private void submitAndGet(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            long number = i;
            futures[i] = submit.submit(() -> number + 1);
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += futures[i].get();
            futures[i] = null;
        }
        if (sum != (long) count * (count + 1) / 2) {
            throw new IllegalStateException("the results of " + count + " tasks add up to " + sum);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
