package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

@Race(
        name = "lost-update",
        title = "The lost update",
        wrong = "Two threads add 1 to the same number, and each addition is three steps: read, add, write. "
                + "Both may read the same value and write the same next one, and then one of the two additions "
                + "is lost.",
        shows = "Any processor with two cores; volatile does not help, since there are still three steps.",
        cure = "SharedCounter.atomic(), whose increment is one step, or SharedCounter.lockedBy(strategy), "
                + "which lets one thread in at a time.",
        tutorial = "the counter that threads share, with and without its lock")
@Without({"counter.atomic", "guard.exclusion", "guard.update", "statistics.exact"})
public class LostUpdate {

    /** The obvious way. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "One was lost.")
    public static class Plain {
        private long count;

        @Actor
        public void first() {
            count++;
        }

        @Actor
        public void second() {
            count++;
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = count;
        }
    }

    /** Looks safe: each read and each write is seen by all. But they are still two steps. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "One was lost.")
    public static class Volatile {
        private volatile long count;

        @Actor
        public void first() {
            count++;
        }

        @Actor
        public void second() {
            count++;
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = count;
        }
    }

    /** The library's counter, over the strategy that excludes nobody. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "One was lost.")
    public static class LockedByNone {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.none());

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    /** Cured: one step. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost.")
    public static class CuredByAtomic {
        private final SharedCounter counter = SharedCounter.atomic();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    /** Cured: the same three steps, but one thread at a time. The contract has the other strategies. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost.")
    public static class CuredByLock {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.reentrant());

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }
}
