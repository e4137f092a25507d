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
import org.openjdk.jcstress.infra.results.J_Result;

@Race(
        name = "look-then-add",
        title = "Beyond the limit",
        wrong = "Two threads find a counter below its limit, and both count on. Each step is atomic, and the "
                + "limit is broken all the same.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "SharedCounter.builder().between(0, limit) and tryAdd(1): the counter knows its limit and "
                + "tests it in the same step.")
@Without("counter.bound")
public class LookThenAdd {

    /** Looks at the limit, then adds. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "At the limit.")
    @Outcome(id = "2", expect = ACCEPTABLE_INTERESTING, desc = "Beyond the limit.")
    public static class Broken {
        private final AtomicLong counter = new AtomicLong();

        @Actor
        public void first() {
            add();
        }

        @Actor
        public void second() {
            add();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }

        private void add() {
            if (counter.get() < 1) {
                counter.incrementAndGet();
            }
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "At the limit.")
    @Outcome(expect = FORBIDDEN, desc = "Beyond the limit, or refused by nobody.")
    public static class CuredByRange {
        private final SharedCounter counter =
                SharedCounter.builder().between(0, 1).build();

        @Actor
        public void first() {
            counter.tryAdd(1);
        }

        @Actor
        public void second() {
            counter.tryAdd(1);
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }
}
