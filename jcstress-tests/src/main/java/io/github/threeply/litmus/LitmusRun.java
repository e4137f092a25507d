package io.github.threeply.litmus;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How litmus tests are run: over which JDKs, for how long. It does not change, and can run any number of tests, also at once
 * (they would disturb each other).
 * <pre>{@code
 * LitmusRun run = LitmusRun.builder().jdks(Jdk.current(), Jdk.of(other)).time(Duration.ofSeconds(2)).build();
 * run.run(MyLitmus.class).check();
 * }</pre>
 *
 * <p>Each run starts JVMs of its own, with the class path of this one, and ends them; should this JVM be killed they end by
 * themselves. All files of a run are in one directory, which is deleted in the end.
 */
public final class LitmusRun {
    private final Builder settings;

    private LitmusRun(Builder settings) {
        this.settings = settings;
    }

    /** Returns what makes one. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs a test and waits for its end.
     *
     * @param type the class of the test
     * @return what was seen; a forbidden outcome is a {@link LitmusReport#verdict verdict} and no exception
     * @throws InterruptedException if interrupted; all JVMs have ended
     * @throws LitmusException if the run did not come to its end; all JVMs have ended
     */
    public LitmusReport run(Class<? extends Litmus> type) throws InterruptedException {
        return new Execution(settings, requireNonNull(type, "type")).run();
    }

    /** Makes a {@link LitmusRun}. Not for use by several threads. */
    public static final class Builder {
        private static final Duration PATIENCE = Duration.ofSeconds(20);
        private static final Duration LIMIT = Duration.ofSeconds(60);

        private List<Jdk> jdks = List.of(Jdk.current());
        private int jvms = Race.MAX_ACTORS;
        private Duration time = Duration.ofSeconds(1);
        private Duration patience = PATIENCE;
        private Duration limit = LIMIT;
        private long rounds = Long.MAX_VALUE;
        private long seed = 1;
        private List<String> javaArguments = List.of();
        private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

        private Builder() {}

        private Builder(Builder other) {
            jdks = other.jdks;
            jvms = other.jvms;
            time = other.time;
            patience = other.patience;
            limit = other.limit;
            rounds = other.rounds;
            seed = other.seed;
            javaArguments = other.javaArguments;
            directory = other.directory;
        }

        /**
         * Sets the JDKs. The first JVM is one of the first, the second of the second, and so on; after the last comes the
         * first again. By default all are of the JDK that runs this.
         *
         * @param these the JDKs, at least one
         * @return this
         */
        public Builder jdks(Jdk... these) {
            return jdks(List.of(these));
        }

        /**
         * Sets the JDKs; see {@link #jdks(Jdk...)}.
         *
         * @param these the JDKs, at least one
         * @return this
         */
        public Builder jdks(List<Jdk> these) {
            if (these.isEmpty()) {
                throw new IllegalArgumentException("jdks must name at least one JDK");
            }
            jdks = List.copyOf(these);
            return this;
        }

        /**
         * Sets how many JVMs there are at most. A race with more actors has several in a JVM; one with fewer has a JVM for
         * each. 4 by default.
         *
         * @param count from 1 (which makes it a test between threads) to 4
         * @return this
         */
        public Builder jvms(int count) {
            if (count < 1 || count > Race.MAX_ACTORS) {
                throw new IllegalArgumentException("jvms must be 1 to " + Race.MAX_ACTORS + ", but was " + count);
            }
            jvms = count;
            return this;
        }

        /**
         * Sets how long a race is run. The batch that is under way is finished, and there is at least one. 1 second by
         * default.
         *
         * @param duration the time, without that to start the JVMs
         * @return this
         */
        public Builder time(Duration duration) {
            time = checkPositive("time", duration);
            return this;
        }

        /**
         * Sets for how long a race that must {@linkplain Race.Purpose#SHOWS show itself} is run at most: it ends as soon as
         * it was seen, and its time is over. 20 seconds by default.
         *
         * @param duration the time
         * @return this
         */
        public Builder patience(Duration duration) {
            patience = checkPositive("patience", duration);
            return this;
        }

        /**
         * Sets for how long none of the actors may come forward before the run counts as hung. 1 minute by default.
         *
         * @param duration the time
         * @return this
         */
        public Builder limit(Duration duration) {
            limit = checkPositive("limit", duration);
            return this;
        }

        /**
         * Sets after how many rounds to end, if time has not ended it before; made up to whole batches of
         * {@link Race#rounds}. Without such an end by default.
         *
         * @param count the number, at least 1
         * @return this
         */
        public Builder rounds(long count) {
            if (count < 1) {
                throw new IllegalArgumentException("rounds must be at least 1, but was " + count);
            }
            rounds = count;
            return this;
        }

        /**
         * Sets what the random delays of the actors begin with. The outcomes of two runs differ nevertheless. 1 by default.
         *
         * @param number any number
         * @return this
         */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /**
         * Sets arguments for the JVMs, after those that this class gives them: little memory, the serial collector, and a
         * compiler that picks by chance among the orders that it may choose. None by default.
         *
         * @param arguments such as {@code -Xint}
         * @return this
         */
        public Builder javaArguments(List<String> arguments) {
            javaArguments = List.copyOf(arguments);
            return this;
        }

        /**
         * Sets where the directory of a run is made: on the file system to be tested. That of temporary files by default.
         *
         * @param parent a directory that exists
         * @return this
         */
        public Builder directory(Path parent) {
            directory = requireNonNull(parent, "parent");
            return this;
        }

        /** Returns what runs tests so. */
        public LitmusRun build() {
            return new LitmusRun(new Builder(this));
        }

        private static Duration checkPositive(String what, Duration duration) {
            if (requireNonNull(duration, what).isZero() || duration.isNegative()) {
                throw new IllegalArgumentException(what + " must be positive, but was " + duration);
            }
            return duration;
        }

        // What follows is read by the execution, of a copy that nobody changes.

        int jvmsFor(Race race) {
            return Math.min(jvms, race.actors());
        }

        Jdk jdkOf(int jvm) {
            return jdks.get(jvm % jdks.size());
        }

        List<Integer> actorsOf(int jvm, Race race) {
            return IntStream.range(0, race.actors())
                    .filter(actor -> actor % jvmsFor(race) == jvm)
                    .boxed()
                    .toList();
        }

        RunPlan plan(String litmus, Race race) {
            long batches = rounds / race.rounds() + (rounds % race.rounds() == 0 ? 0 : 1);
            return new RunPlan(litmus, jvmsFor(race), cpus(), seed, batches);
        }

        Watch watch(RunFile file) {
            return new Watch(file, time, patience, limit);
        }

        int cpus() {
            return Runtime.getRuntime().availableProcessors();
        }

        long seed() {
            return seed;
        }

        List<String> javaArguments() {
            return javaArguments;
        }

        Path directory() {
            return directory;
        }

        Duration limit() {
            return limit;
        }
    }
}
