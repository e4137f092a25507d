package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.MappedStripedCounter;
import io.github.threeply.ipc.shared.SyncPairs;
import io.github.threeply.ipc.shared.SyncPairs.Pair;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * Does a striped counter in shared memory lose or double anything between two processes, though it has no instant at which
 * it is read? The twin is {@code SumThenReset} in the gallery.
 */
@Proves("shared.striped")
public class MappedStripedCounterStress {

    /** Two add; the sum after is exact. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(expect = FORBIDDEN, desc = "An addition was lost.")
    public static class Sum {
        private final Pair<MappedStripedCounter> counter = SyncPairs.stripedCounter();

        @Actor
        public void first() {
            counter.one().increment();
        }

        @Actor
        public void second() {
            counter.other().increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.one().sumApprox();
        }
    }

    /** One adds, one drains; the addition is in the drain or still there. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Drained first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Added first.")
    @Outcome(expect = FORBIDDEN, desc = "The addition was lost, or counted twice.")
    public static class Drain {
        private final Pair<MappedStripedCounter> counter = SyncPairs.stripedCounter();

        @Actor
        public void adder() {
            counter.one().increment();
        }

        @Actor
        public void drainer(JJ_Result r) {
            r.r1 = counter.other().drain();
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.one().sumApprox();
        }
    }

    /** Two drain what was added before: it is in one of the drains. */
    @JCStressTest
    @State
    @Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "The first got it.")
    @Outcome(id = "0, 7", expect = ACCEPTABLE, desc = "The second got it.")
    @Outcome(expect = FORBIDDEN, desc = "It was lost, or drained twice.")
    public static class TwoDrains {
        private final Pair<MappedStripedCounter> counter = SyncPairs.stripedCounter();

        public TwoDrains() {
            counter.one().add(7);
        }

        @Actor
        public void first(JJ_Result r) {
            r.r1 = counter.one().drain();
        }

        @Actor
        public void second(JJ_Result r) {
            r.r2 = counter.other().drain();
        }
    }
}
