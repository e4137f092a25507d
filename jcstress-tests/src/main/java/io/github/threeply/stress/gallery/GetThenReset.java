package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

@Race(
        name = "get-then-reset",
        title = "Read, then reset",
        wrong = "A thread reports a count and then sets it to 0. What another thread adds between the two is "
                + "in no report.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "SharedCounter.getAndSet(0): the report and the reset are one step.")
@Without("counter.reset")
public class GetThenReset {

    /** A get, and then a set. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(
            id = {"0, 5", "5, 0"},
            expect = ACCEPTABLE,
            desc = "Reported now or later.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "Never reported.")
    public static class Broken {
        private final AtomicLong counter = new AtomicLong();

        @Actor
        public void first() {
            counter.addAndGet(5);
        }

        @Actor
        public void second(JJ_Result r) {
            r.r1 = counter.get();
            counter.set(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 5", "5, 0"},
            expect = ACCEPTABLE,
            desc = "Reported now or later.")
    @Outcome(expect = FORBIDDEN, desc = "Never reported, or twice.")
    public static class CuredByGetAndSet {
        private final SharedCounter counter = SharedCounter.atomic();

        @Actor
        public void first() {
            counter.add(5);
        }

        @Actor
        public void second(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }
}
