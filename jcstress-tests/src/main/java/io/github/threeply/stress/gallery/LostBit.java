package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guarded;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.BitSet;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

@Race(
        name = "lost-bit",
        title = "Neighbours in one word",
        wrong = "Two threads set one bit each of a BitSet, not the same one, so they seem to have nothing "
                + "to do with each other. But 64 bits share a word: each reads the word, sets its bit and "
                + "writes the word back, and one wipes out what the other did.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Guarded.mutate(bits -> bits.set(i)): one at a time changes the set.")
@Without("guard.exclusion")
public class LostBit {
    /** A bit each. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Both are set.")
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "One was wiped out.")
    public static class Broken {
        private final BitSet bits = new BitSet(2);

        @Actor
        public void first() {
            bits.set(0);
        }

        @Actor
        public void second() {
            bits.set(1);
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r1 = bits.get(0);
            r.r2 = bits.get(1);
        }
    }

    /** Cured: in a guarded set. */
    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Both are set.")
    @Outcome(expect = FORBIDDEN, desc = "One was wiped out.")
    public static class CuredByGuarded {
        private final Guarded<BitSet> bits = Guarded.of(new BitSet(2));

        @Actor
        public void first() {
            bits.mutate(set -> set.set(0));
        }

        @Actor
        public void second() {
            bits.mutate(set -> set.set(1));
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r1 = bits.read(set -> set.get(0));
            r.r2 = bits.read(set -> set.get(1));
        }
    }
}
