package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.DurationHistogram;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link WorkerProcessPool} has done and is doing, in numbers: a picture of one moment, which does not change. All
 * totals are since the pool was started.
 *
 * <p><b>What adds up.</b> {@code submitted = succeeded + failed + cancelled + pending}, always. While tasks end and come in,
 * the parts are from slightly different moments, and {@code pending} makes up for that. When nothing happens they are
 * exact; the end of a task is counted before its future is done.
 *
 * <p>Tasks are those that are submitted one by one. The arguments of {@link WorkerProcessPool#submitEach} are not among
 * them, and have numbers of their own, in {@code bulk}. Only {@code retried} and {@code quarantined} count both.
 *
 * @param pool the name of the pool
 * @param submitted how many tasks were accepted
 * @param ends how those ended that have
 * @param bulk what became of the arguments of bulks
 * @param now what there is at the moment
 * @param admission what submissions met
 * @param retried how often a task, or an argument of a bulk, was to run again after it had lost its worker
 * @param quarantined how many tasks and arguments of bulks were refused another attempt
 * @param times how long tasks waited and ran
 * @param lives how workers began and ended
 * @param traffic what went to workers and came from them
 * @param listener what the listener was not told, or failed at
 * @param output what the workers printed
 */
public record PoolMetrics(
        String pool,
        long submitted,
        Ends ends,
        Bulk bulk,
        Now now,
        Refusals admission,
        long retried,
        long quarantined,
        Times times,
        Lives lives,
        Traffic traffic,
        Listening listener,
        Output output) {

    /**
     * Makes the record.
     *
     * @param pool the name of the pool
     * @param submitted how many tasks were accepted
     * @param ends how those ended that have
     * @param bulk what became of the arguments of bulks
     * @param now what there is at the moment
     * @param admission what submissions met
     * @param retried how often a task or an argument was to run again
     * @param quarantined how many tasks and arguments were refused another attempt
     * @param times how long tasks waited and ran
     * @param lives how workers began and ended
     * @param traffic what went to workers and came from them
     * @param listener what the listener was not told, or failed at
     * @param output what the workers printed
     */
    public PoolMetrics {
        requireNonNull(pool, "pool");
        requireNonNull(ends, "ends");
        requireNonNull(bulk, "bulk");
        requireNonNull(now, "now");
        requireNonNull(admission, "admission");
        requireNonNull(times, "times");
        requireNonNull(lives, "lives");
        requireNonNull(traffic, "traffic");
        requireNonNull(listener, "listener");
        requireNonNull(output, "output");
    }

    /**
     * Returns how many tasks have not ended.
     *
     * @return the number
     */
    public long pending() {
        return submitted - ends.total();
    }

    /**
     * How tasks have ended.
     *
     * @param succeeded with a result
     * @param failed with a failure, those included whose time was up or whose worker has ended
     * @param cancelled by being cancelled
     * @param timedOut those among the failed whose time was up
     * @param crashed those among the failed whose worker has ended
     */
    public record Ends(long succeeded, long failed, long cancelled, long timedOut, long crashed) {
        /**
         * Returns how many have ended.
         *
         * @return the succeeded, failed and cancelled
         */
        public long total() {
            return succeeded + failed + cancelled;
        }
    }

    /**
     * What became of the arguments of {@link WorkerProcessPool#submitEach}. They are counted many at a time, as they travel:
     * an outcome is counted when it has come, before it is read. Who has read all outcomes finds {@code taken = answered +
     * failed + cancelled}.
     *
     * @param taken how many were taken from their sources
     * @param answered how many have an outcome that a worker sent: a result, or what the function threw
     * @param failed how many failed otherwise: with their worker, by a limit of time, or because they could not travel
     * @param cancelled how many were cancelled
     */
    public record Bulk(long taken, long answered, long failed, long cancelled) {
        /**
         * Returns how many have no outcome yet.
         *
         * @return the number
         */
        public long pending() {
            return taken - answered - failed - cancelled;
        }
    }

    /**
     * What there is at the moment.
     *
     * @param queued how many tasks wait in this process, arguments of {@code submitEach} too, of which many may count as one; some that were cancelled may
     *     be among them for a while
     * @param inFlight how many were sent to workers and have not ended
     * @param pendingBytes how many bytes the tasks that have not ended have, encoded, each rounded up to 16
     * @param workers how many workers there are in each state; all states are there
     */
    public record Now(long queued, long inFlight, long pendingBytes, Map<WorkerStatus.State, Integer> workers) {
        /**
         * Makes the record.
         *
         * @param queued how many tasks wait in this process
         * @param inFlight how many were sent
         * @param pendingBytes how many bytes they have
         * @param workers how many workers there are in each state
         */
        public Now {
            EnumMap<WorkerStatus.State, Integer> all = new EnumMap<>(WorkerStatus.State.class);
            for (WorkerStatus.State state : WorkerStatus.State.values()) {
                all.put(state, workers.getOrDefault(state, 0));
            }
            workers = Collections.unmodifiableMap(all);
        }
    }

    /**
     * What submissions met: see {@link Admission}.
     *
     * @param rejected how many were refused, for whatever reason
     * @param waits how many found no room
     * @param waited how long these waited together, until they got in or were refused
     */
    public record Refusals(long rejected, long waits, Duration waited) {
        /**
         * Makes the record.
         *
         * @param rejected how many were refused
         * @param waits how many found no room
         * @param waited how long these waited together
         */
        public Refusals {
            requireNonNull(waited, "waited");
        }
    }

    /**
     * How long tasks took, of those that have started and ended. Of tasks submitted while a thousand or more had not ended,
     * every sixteenth is measured.
     *
     * @param waits from the submission to the start in the worker
     * @param runs from the start to the end, as this process sees it
     * @param slowest the five that ran longest, the longest first
     */
    public record Times(DurationHistogram waits, DurationHistogram runs, List<TaskInfo> slowest) {
        /**
         * Makes the record.
         *
         * @param waits from the submission to the start
         * @param runs from the start to the end
         * @param slowest those that ran longest
         */
        public Times {
            requireNonNull(waits, "waits");
            requireNonNull(runs, "runs");
            slowest = List.copyOf(slowest);
        }
    }

    /**
     * How workers began and ended.
     *
     * @param started how many processes were started
     * @param boots how long those took to be ready that became so
     * @param longestBoot the longest of these
     * @param retired how many ended because they were to
     * @param died how many of those that were ready ended otherwise
     * @param startFailures how many starts failed
     * @param promotions how often a spare took the place of a worker
     * @param causes why workers were recycled, died or were not started, and how often each
     */
    public record Lives(
            long started,
            DurationHistogram boots,
            Duration longestBoot,
            long retired,
            long died,
            long startFailures,
            long promotions,
            Map<String, Long> causes) {
        /**
         * Makes the record.
         *
         * @param started how many processes were started
         * @param boots how long they took to be ready
         * @param longestBoot the longest of these
         * @param retired how many ended because they were to
         * @param died how many ended otherwise
         * @param startFailures how many starts failed
         * @param promotions how often a spare took a place
         * @param causes why, and how often each
         */
        public Lives {
            requireNonNull(boots, "boots");
            requireNonNull(longestBoot, "longestBoot");
            causes = Collections.unmodifiableMap(new LinkedHashMap<>(causes));
        }

        /**
         * Returns how long a worker took to be ready on average.
         *
         * @return the mean; zero if none was
         */
        public Duration meanBoot() {
            return boots.count() == 0 ? Duration.ZERO : boots.total().dividedBy(boots.count());
        }
    }

    /**
     * What went to workers and came from them, with the frames around it.
     *
     * @param toWorkers bytes written to workers
     * @param fromWorkers bytes of answers
     */
    public record Traffic(long toWorkers, long fromWorkers) {}

    /**
     * What the {@link PoolListener} missed.
     *
     * @param eventsDropped how many events there was no room for
     * @param failures how often it threw
     */
    public record Listening(long eventsDropped, long failures) {}

    /**
     * What the workers printed.
     *
     * @param lines how many lines
     * @param leftOut how many of them the log does not have, because a worker printed too many in a second
     * @param failures how often the sink of {@link WorkerProcessPoolBuilder#onOutput} threw
     */
    public record Output(long lines, long leftOut, long failures) {}
}
