package io.github.threeply.stress.show;

import io.github.threeply.stress.gate.Alarm;
import io.github.threeply.stress.gate.Observed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.StateCase;

/**
 * What was found about one half of a race: what was seen, or why nothing was.
 *
 * @param half the half
 * @param observed what was seen; null if there is no result
 * @param missing why there is no result; empty if there is one
 * @param failed whether there should be one
 */
record Finding(Half half, @Nullable Observed observed, String missing, boolean failed) {
    private static final Pattern LITERAL = Pattern.compile("[^\\\\\\[\\](){}.*+?|^$]*");

    /**
     * One outcome.
     *
     * @param outcome the values, as jcstress prints them
     * @param meaning what that means
     * @param kind what to think of it
     * @param count how often it was seen
     */
    record Row(String outcome, String meaning, Kind kind, long count) {}

    /** What to think of an outcome. */
    enum Kind {
        /** As it should be. */
        FINE,
        /** The race. */
        RACE,
        /** What a cure must never let happen. */
        FORBIDDEN
    }

    /** Judges what a run left about a half. */
    static Finding of(Half half, @Nullable Observed observed, int cpus) {
        if (!half.fits(cpus)) {
            return new Finding(
                    half, null, "needs " + half.test().threads() + " CPUs, and this machine has " + cpus, false);
        }
        if (observed == null) {
            return new Finding(half, null, "was not run, or left no result", true);
        }
        if (observed.raised(Alarm.HANG) || observed.raised(Alarm.ERROR)) {
            return new Finding(half, null, "failed: " + String.join("; ", observed.faults()), true);
        }
        if (observed.samples() == 0) {
            return new Finding(half, null, "ended without a result", true);
        }
        return new Finding(half, observed, "", false);
    }

    long samples() {
        return observed == null ? 0 : observed.samples();
    }

    long count(String outcome) {
        return observed == null ? 0 : observed.counts().getOrDefault(outcome, 0L);
    }

    /** Returns which part of all outcomes this one is, from 0 to 1. */
    double share(long count) {
        return samples() == 0 ? 0 : (double) count / samples();
    }

    /** Returns how often the race was seen in a broken half, or what must not be in a cured one. */
    long raceCount() {
        return count(half.isBroken() ? Kind.RACE : Kind.FORBIDDEN);
    }

    private long count(Kind kind) {
        return rows().stream()
                .filter(row -> row.kind() == kind)
                .mapToLong(Row::count)
                .sum();
    }

    /** Returns each outcome that the half tells of or has shown: those of the declaration first, in its order. */
    List<Row> rows() {
        Set<String> outcomes = new LinkedHashSet<>();
        for (StateCase declared : half.test().cases()) {
            if (LITERAL.matcher(declared.matchPattern()).matches()) {
                outcomes.add(declared.matchPattern());
            }
        }
        if (observed != null) {
            outcomes.addAll(observed.counts().keySet());
        }
        List<Row> rows = new ArrayList<>();
        for (String outcome : outcomes) {
            rows.add(new Row(outcome, half.caseOf(outcome).description(), kindOf(outcome), count(outcome)));
        }
        return rows;
    }

    private Kind kindOf(String outcome) {
        if (half.isRace(outcome)) {
            return Kind.RACE;
        }
        return half.isForbidden(outcome) ? Kind.FORBIDDEN : Kind.FINE;
    }

    /** Tells whether something went wrong that is not the race itself: a failure, or a cure that does not hold. */
    boolean isBad() {
        return failed || count(Kind.FORBIDDEN) > 0;
    }

    /** Says in one sentence what came out. */
    String verdict() {
        if (!missing.isEmpty()) {
            return "No figures here: it " + missing + ".";
        }
        long seen = raceCount();
        String of = Words.many(samples(), "try", "tries");
        if (!half.isBroken()) {
            return seen == 0
                    ? "Never in " + of + "."
                    : "SEEN " + Words.many(seen, "time", "times") + " in " + of
                            + ", which must not be: please report it.";
        }
        if (seen > 0) {
            return "Seen " + Words.many(seen, "time", "times") + " in " + of + " (" + Words.share(share(seen)) + ").";
        }
        return half.showsHere()
                ? "Not seen in " + of + "; this machine can show it: let it run for longer (--time)."
                : "Not seen in " + of + ": this hardware does not show it, or hardly ever; it takes " + half.shows()
                        + ".";
    }
}
