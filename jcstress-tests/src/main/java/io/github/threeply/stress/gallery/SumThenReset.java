package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.StripedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

@Race(
        name = "sum-then-reset",
        title = "Summed, then reset",
        wrong = "A striped count is summed up and set to zero, cell by cell, in two passes. What is added "
                + "between the two passes is in no sum.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "StripedCounter.drain(): it takes the content of each cell out in one step.")
@Without({"striped.drain", "shared.striped"})
public class SumThenReset {

    /** By hand. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Added first.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Reset first.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "Added between the sum and the reset: lost.")
    public static class Broken {
        private final AtomicLongArray cells = new AtomicLongArray(2);

        @Actor
        public void adder() {
            cells.getAndIncrement(0);
        }

        @Actor
        public void drainer(JJ_Result r) {
            r.r1 = cells.get(0) + cells.get(1);
            cells.set(0, 0);
            cells.set(1, 0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = cells.get(0) + cells.get(1);
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Added first.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Drained first.")
    @Outcome(expect = FORBIDDEN, desc = "Lost, or counted twice.")
    public static class CuredByDrain {
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
            r.r2 = counter.sumApprox();
        }
    }
}
