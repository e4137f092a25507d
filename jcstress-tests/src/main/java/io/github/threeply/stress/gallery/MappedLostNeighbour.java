package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import io.github.threeply.stress.support.MappedBytes;
import io.github.threeply.stress.support.TwoMappings;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.BB_Result;

@Race(
        name = "mapped-lost-neighbour",
        title = "The neighbour that is wiped out",
        wrong = "Two processes change one byte each, side by side in a mapped file, by writing back the word "
                + "around it. One wipes out what the other did, although they never touch the same byte.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "SharedArray.OfByte: it stores one byte, or replaces the word only if it is as it was.")
@Without("shared.array")
public class MappedLostNeighbour {

    /** The word is read, changed and written back. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both are there.")
    @Outcome(
            id = {"0, 1", "1, 0"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "One was wiped out.")
    public static class WholeWord {
        private final int at = TwoMappings.claim();

        @Actor
        public void first() {
            TwoMappings.FIRST.putLong(at, TwoMappings.FIRST.getLong(at) | 1);
        }

        @Actor
        public void second() {
            TwoMappings.SECOND.putLong(at, TwoMappings.SECOND.getLong(at) | 0x100);
        }

        @Arbiter
        public void after(BB_Result r) {
            r.r1 = (byte) (TwoMappings.FIRST.getLong(at) & 1);
            r.r2 = (byte) (TwoMappings.FIRST.getLong(at) >> 8 & 1);
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both are there.")
    @Outcome(expect = FORBIDDEN, desc = "One was wiped out.")
    public static class CuredByByteOperations {
        private final long at = MappedBytes.claim();

        @Actor
        public void first() {
            MappedBytes.FIRST.set(at, (byte) 1);
        }

        @Actor
        public void second() {
            MappedBytes.SECOND.getAndSet(at + 1, (byte) 1);
        }

        @Arbiter
        public void after(BB_Result r) {
            r.r1 = MappedBytes.FIRST.get(at);
            r.r2 = MappedBytes.FIRST.get(at + 1);
        }
    }
}
