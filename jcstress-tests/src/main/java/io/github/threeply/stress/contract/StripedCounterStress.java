package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.StripedCounter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * Does a striped counter lose or double anything, though it has no instant at which it is read? One that sums its cells
 * and then clears them loses what is added between; any hardware shows it. The twin is {@code SumThenReset} in the
 * gallery.
 */
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

    /** One adds, one drains; the addition is in the drain or still there. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Drained first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Added first.")
    @Outcome(expect = FORBIDDEN, desc = "The addition was lost, or counted twice.")
    public static class Drain {
        private final StripedCounter counter = StripedCounter.create();

        @Actor
        public void adder() {
            counter.increment();
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
}
