package io.github.threeply.litmus;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What a run saw.
 *
 * @param race the race
 * @param verdict what it comes to
 * @param rows how often each outcome was seen, and those that were named and not seen; the order is that of the race
 * @param rounds how many rounds there were
 * @param elapsed how long they took, without the start of the JVMs
 * @param jvms who raced
 * @param seed what the delays began with
 * @param notes what has to be known to judge this, such as that not all actors could run at once
 */
public record LitmusReport(
        Race race,
        Verdict verdict,
        List<Row> rows,
        long rounds,
        Duration elapsed,
        List<Jvm> jvms,
        long seed,
        List<String> notes) {

    /** What a run comes to. */
    public enum Verdict {
        /** Nothing forbidden was seen. */
        HELD,
        /** A race that is there to be seen was seen. */
        SHOWN,
        /** A race that some hardware or compilers hide was not seen. */
        NOT_SHOWN,
        /** A race that any hardware shows was not seen: a failure, as the harness would not have seen others either. */
        UNSEEN,
        /** Something forbidden was seen: a failure. */
        FORBIDDEN;

        /** Tells whether a build should fail. */
        public boolean isFailure() {
            return this == UNSEEN || this == FORBIDDEN;
        }
    }

    /**
     * One outcome.
     *
     * @param results its results
     * @param times how often it was seen
     * @param grade its grade
     * @param meaning what it means
     */
    public record Row(String results, long times, Grade grade, String meaning) {}

    /**
     * One of those who raced.
     *
     * @param actors the numbers of its actors
     * @param version the version of its JDK
     * @param vm the name of its virtual machine
     * @param pid the id of its process, which has ended
     */
    public record Jvm(List<Integer> actors, String version, String vm, long pid) {
        /** Copies the list. */
        public Jvm {
            actors = List.copyOf(actors);
        }
    }

    /** Checks the arguments and copies the lists. */
    public LitmusReport {
        requireNonNull(race, "race");
        requireNonNull(verdict, "verdict");
        rows = List.copyOf(rows);
        requireNonNull(elapsed, "elapsed");
        jvms = List.copyOf(jvms);
        notes = List.copyOf(notes);
    }

    /**
     * Returns how often an outcome was seen.
     *
     * @param results its results, separated by a comma and a blank
     * @return how often
     */
    public long times(String results) {
        requireNonNull(results, "results");
        return rows.stream()
                .filter(row -> row.results().equals(results))
                .mapToLong(Row::times)
                .sum();
    }

    /**
     * Returns how often outcomes of a grade were seen.
     *
     * @param grade the grade
     * @return how often
     */
    public long times(Grade grade) {
        requireNonNull(grade, "grade");
        return rows.stream()
                .filter(row -> row.grade() == grade)
                .mapToLong(Row::times)
                .sum();
    }

    /**
     * Fails a test whose race did not come out as it must.
     *
     * @return this
     * @throws AssertionError if the verdict {@linkplain Verdict#isFailure is a failure}; the message is the table
     */
    public LitmusReport check() {
        if (verdict.isFailure()) {
            throw new AssertionError(table());
        }
        return this;
    }

    /** Returns the table to print. */
    public String table() {
        return ReportTable.of(this);
    }
}
