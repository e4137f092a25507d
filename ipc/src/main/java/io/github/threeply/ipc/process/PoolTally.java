package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens in a pool. The counts of a task's end are raised before its future is done, so whoever has seen the
 * future done finds them raised.
 */
final class PoolTally {
    /** With more tasks than that under way, only some are measured: the clock would be a tenth of what a task costs. */
    static final int MEASURE_ALL_BELOW = 1_000;

    /** Of those, each one whose number has these bits 0. */
    private static final int SAMPLE_MASK = 15;

    /** A worker may end in many ways, but not in so many that this would grow for ever. */
    private static final int MOST_CAUSES = 64;

    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder crashed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder quarantined = new LongAdder();
    private final DurationTally waits = new DurationTally();
    private final DurationTally runs = new DurationTally();
    private final SlowestTasks slowest = new SlowestTasks();

    private final LongAdder bulkTaken = new LongAdder();
    private final LongAdder bulkAnswered = new LongAdder();
    private final LongAdder bulkFailed = new LongAdder();
    private final LongAdder bulkCancelled = new LongAdder();

    private final LongAdder toWorkers = new LongAdder();
    private final LongAdder fromWorkers = new LongAdder();

    private final DurationTally boots = new DurationTally();
    private final LongAccumulator longestBoot = new LongAccumulator(Math::max, 0);
    private final LongAdder started = new LongAdder();
    private final LongAdder retired = new LongAdder();
    private final LongAdder died = new LongAdder();
    private final LongAdder startFailures = new LongAdder();
    private final LongAdder promotions = new LongAdder();
    private final Map<String, LongAdder> ends = new ConcurrentHashMap<>();

    static boolean measures(long id, long pendingTasks) {
        return pendingTasks < MEASURE_ALL_BELOW || (id & SAMPLE_MASK) == 0;
    }

    void succeeded(Job job) {
        succeeded.increment();
        measure(job);
    }

    void failed(Job job, Throwable cause) {
        failed.increment();
        if (cause instanceof TaskTimeoutException) {
            timedOut.increment();
        } else if (cause instanceof WorkerCrashedException) {
            crashed.increment();
        }
        measure(job);
    }

    void cancelled(Job job) {
        cancelled.increment();
        measure(job);
    }

    private void measure(Job job) {
        if (job.isMeasured() && job.wasStarted()) {
            long ran = Math.max(0, System.nanoTime() - job.startedNanos());
            waits.add(job.startedNanos() - job.queuedNanos());
            runs.add(ran);
            if (slowest.wants(ran)) {
                slowest.add(TaskInfo.of(job));
            }
        }
    }

    void retried(int tasks) {
        retried.add(tasks);
    }

    void quarantined(int tasks) {
        quarantined.add(tasks);
    }

    /** So many arguments were taken from the source of a bulk. */
    void bulkTook(int arguments) {
        bulkTaken.add(arguments);
    }

    /** Arguments have their outcomes, which are about to be told. */
    void bulkEnded(Segment outcomes) {
        LongAdder how = outcomes.isAnswered() ? bulkAnswered : outcomes.cancelled ? bulkCancelled : bulkFailed;
        how.add(outcomes.count);
    }

    void wrote(int bytes) {
        toWorkers.add(bytes);
    }

    void read(long bytes) {
        fromWorkers.add(bytes);
    }

    void workerStarting() {
        started.increment();
    }

    void workerReady(Duration boot) {
        boots.add(boot.toNanos());
        longestBoot.accumulate(boot.toNanos());
    }

    void promoted() {
        promotions.increment();
    }

    void recycled(String reason) {
        count("recycled: " + reason.replaceAll("[0-9]+", "N")); // with the numbers there would be one line for each
    }

    void retired() {
        retired.increment();
    }

    void died(WorkerExit exit) {
        died.increment();
        count("died: " + exit.meaning());
    }

    void startFailed(WorkerStartException cause) {
        startFailures.increment();
        count("not started: " + cause.getClass().getSimpleName());
    }

    private void count(String cause) {
        String key = ends.size() < MOST_CAUSES || ends.containsKey(cause) ? cause : "other";
        ends.computeIfAbsent(key, any -> new LongAdder()).increment();
    }

    // What there is so far. The ends are read before the submissions by whoever wants both.

    PoolMetrics.Ends ends() {
        return new PoolMetrics.Ends(succeeded.sum(), failed.sum(), cancelled.sum(), timedOut.sum(), crashed.sum());
    }

    /** As for tasks, the ends are read first. */
    PoolMetrics.Bulk bulk() {
        long answered = bulkAnswered.sum();
        long failures = bulkFailed.sum();
        long cancellations = bulkCancelled.sum();
        return new PoolMetrics.Bulk(bulkTaken.sum(), answered, failures, cancellations);
    }

    long retries() {
        return retried.sum();
    }

    long quarantines() {
        return quarantined.sum();
    }

    PoolMetrics.Times times() {
        return new PoolMetrics.Times(waits.histogram(), runs.histogram(), slowest.list());
    }

    PoolMetrics.Traffic traffic() {
        return new PoolMetrics.Traffic(toWorkers.sum(), fromWorkers.sum());
    }

    PoolMetrics.Lives lives() {
        Map<String, Long> causes = new TreeMap<>();
        ends.forEach((cause, number) -> causes.put(cause, number.sum()));
        return new PoolMetrics.Lives(
                started.sum(),
                boots.histogram(),
                Duration.ofNanos(longestBoot.get()),
                retired.sum(),
                died.sum(),
                startFailures.sum(),
                promotions.sum(),
                causes);
    }
}
