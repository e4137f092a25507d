package io.github.threeply.stress.show;

import io.github.threeply.stress.gate.Catalog;
import io.github.threeply.stress.gate.Shows;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;

/**
 * One half of a race, broken or cured.
 *
 * @param name the name of its class, without package and outer class
 * @param test what jcstress knows about it
 * @param shows where it shows the race; null for a cured one
 * @param source its source
 */
record Half(String name, TestInfo test, Shows.@Nullable Hardware shows, Source.Nested source) {

    boolean isBroken() {
        return shows != null;
    }

    /** Tells whether the machine that we run on should show the race, given time. */
    boolean showsHere() {
        return shows != null && shows.isHere();
    }

    /** Tells whether there are enough processors for its threads. */
    boolean fits(int cpus) {
        return test.threads() <= cpus;
    }

    /** Tells what an outcome means for this half. */
    StateCase caseOf(String outcome) {
        return Catalog.caseOf(test, outcome);
    }

    /** Tells whether an outcome is the race. */
    boolean isRace(String outcome) {
        return caseOf(outcome).expect() == Expect.ACCEPTABLE_INTERESTING;
    }

    /** Tells whether an outcome must never be, or is one that nobody knows. */
    boolean isForbidden(String outcome) {
        Expect expect = caseOf(outcome).expect();
        return expect == Expect.FORBIDDEN || expect == Expect.UNKNOWN;
    }
}
