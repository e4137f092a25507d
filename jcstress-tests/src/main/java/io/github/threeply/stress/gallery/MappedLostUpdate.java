package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.MappedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import io.github.threeply.stress.support.MappedCounters;
import io.github.threeply.stress.support.TwoMappings;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

@Race(
        name = "mapped-lost-update",
        title = "The lost update between processes",
        wrong = "Two processes add 1 to one number in a file that both have mapped (here two mappings in one "
                + "JVM). As between threads, to read, to add and to write are three steps, and one of two "
                + "additions is lost.",
        shows = "Any processor with two cores.",
        cure = "MappedCounter.increment(): it adds in one step, for all processes.",
        tutorial = "processes that add to a shared Value")
@Without({"shared.counter", "shared.counter.lock", "shared.latch", "shared.value.number"})
public class MappedLostUpdate {

    /** As one would write it with a mapped buffer. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "One was lost.")
    public static class Plain {
        private final int at = TwoMappings.claim();

        @Actor
        public void first() {
            TwoMappings.FIRST.putLong(at, TwoMappings.FIRST.getLong(at) + 1);
        }

        @Actor
        public void second() {
            TwoMappings.SECOND.putLong(at, TwoMappings.SECOND.getLong(at) + 1);
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = TwoMappings.FIRST.getLong(at);
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost.")
    public static class CuredByCounter {
        private final int slot = MappedCounters.claim();
        private final MappedCounter one = MappedCounters.first(slot);
        private final MappedCounter other = MappedCounters.second(slot);

        @Actor
        public void first() {
            one.increment();
        }

        @Actor
        public void second() {
            other.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = one.get();
        }
    }
}
