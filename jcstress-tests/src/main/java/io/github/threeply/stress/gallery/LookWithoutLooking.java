package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guard;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

@Race(
        name = "look-without-looking-again",
        title = "An optimistic read that is not checked",
        wrong = "A writer changes two numbers that belong together, and a reader reads them without a "
                + "lock, because readers are many and writers are few. If the writer comes between the two "
                + "reads, the reader has one old and one new number, and does not know.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "The guard of LockStrategy.stamped(): readLong reads without a lock too, then looks "
                + "whether a writer came between, and reads again if so.")
@Without("guard.exclusion")
public class LookWithoutLooking {
    /** Two numbers that belong together. */
    static final class Pair {
        int left;
        int right;

        void setBoth(int value) {
            left = value;
            Thread.onSpinWait(); // a moment, as if there were more to do
            right = value;
        }

        int both() {
            int first = left;
            Thread.onSpinWait();
            return 10 * first + right;
        }
    }

    /** Nobody looks again. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(
            id = {"0", "11"},
            expect = ACCEPTABLE,
            desc = "Both old, or both new.")
    @Outcome(
            id = {"1", "10"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "One old, one new.")
    public static class Broken {
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            pair.setBoth(1);
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = pair.both();
        }
    }

    /** Cured: the guard looks again. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0", "11"},
            expect = ACCEPTABLE,
            desc = "Both old, or both new.")
    @Outcome(expect = FORBIDDEN, desc = "One old, one new.")
    public static class CuredByStampedGuard {
        private final Guard guard = LockStrategy.stamped().newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.write(() -> {
                pair.setBoth(1);
                return true;
            });
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
        }
    }
}
