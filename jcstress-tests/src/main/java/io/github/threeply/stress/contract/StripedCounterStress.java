package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.StripedCounter;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JI_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * Does a striped counter lose or double anything, though it has no instant at which it is read? One that sums its cells
 * and then clears them loses what is added between; any hardware shows it. The twin is {@code SumThenReset} in the
 * gallery.
 */
@Proves("striped.sum")
public class StripedCounterStress {

    /** Two add; the sum after is exact. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(expect = FORBIDDEN, desc = "An addition was lost.")
    public static class Sum {
        private final StripedCounter counter = StripedCounter.create();

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
            r.r1 = counter.sumApprox();
        }
    }

    /** One adds twice, one drains; each addition is in the drain or still there. */
    @JCStressTest
    @State
    @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "Drained first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Drained between the two.")
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Added first.")
    @Outcome(expect = FORBIDDEN, desc = "An addition was lost, or counted twice.")
    @Proves("striped.drain")
    public static class Drain {
        private final StripedCounter counter = StripedCounter.create();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment(); // finds something in the cell, or not any more
        }

        @Actor
        public void drainer(JJ_Result r) {
            r.r1 = counter.drain();
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.drain();
        }
    }

    /** One adds, one looks twice: the second sum is not less, and none is more than there was. */
    @JCStressTest
    @State
    @Outcome(id = "(0, [012]|1, [12]|2, 2)", expect = ACCEPTABLE, desc = "Rising.")
    @Outcome(expect = FORBIDDEN, desc = "A sum went back, or was never the count.")
    public static class Rising {
        private final StripedCounter counter = StripedCounter.create();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.sumApprox();
            r.r2 = counter.sumApprox();
        }
    }

    /** Two drain what was added: each addition is in one of the drains, or still there. */
    @JCStressTest
    @State
    @Outcome(id = "(7, 0|0, 7|3, 4|4, 3)", expect = ACCEPTABLE, desc = "Each in one of them.")
    @Outcome(expect = FORBIDDEN, desc = "An addition was lost, or is in both.")
    @Proves("striped.drain")
    public static class TwoDrains {
        private final StripedCounter counter = StripedCounter.create();

        @Actor
        public void first(JJ_Result r) {
            counter.add(3);
            r.r1 = counter.drain();
        }

        @Actor
        public void second(JJ_Result r) {
            counter.add(4);
            r.r2 = counter.drain();
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r1 += 100 * counter.drain();
        }
    }

    /** Who has counted an addition sees what was done before it. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not counted, not done.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Done, and not counted yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Counted, and done.")
    @Outcome(expect = FORBIDDEN, desc = "Counted, and not done.")
    @Proves("striped.publication")
    public static class Publication {
        private final StripedCounter counter = StripedCounter.create();
        private int done;

        @Actor
        public void adder() {
            done = 1;
            counter.increment();
        }

        @Actor
        public void reader(JI_Result r) {
            r.r1 = counter.sumApprox();
            r.r2 = done;
        }
    }
}
