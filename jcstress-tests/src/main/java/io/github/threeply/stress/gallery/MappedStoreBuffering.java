package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import io.github.threeply.stress.support.MappedWords;
import io.github.threeply.stress.support.TwoMappings;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

@Race(
        name = "mapped-store-buffering",
        title = "None sees the other, between processes",
        wrong = "Each of two processes raises its flag in a mapped file and then looks at the other's. The "
                + "store waits in the processor's store buffer while the read goes ahead, so none sees the "
                + "other: mapped memory is ordered like any memory.",
        shows = "Any processor with two cores, x86 too: its store buffer is enough.",
        cure = "SharedArray.setVolatile and getVolatile: the read does not overtake the store.")
@Without({"shared.readwrite", "shared.value.publication"})
public class MappedStoreBuffering {

    /** As one would write it with a mapped buffer. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "None saw the other.")
    public static class Plain {
        private final int left = TwoMappings.claim();
        private final int right = left + TwoMappings.APART;

        @Actor
        public void first(JJ_Result r) {
            TwoMappings.FIRST.putLong(left, 1);
            r.r1 = TwoMappings.FIRST.getLong(right);
        }

        @Actor
        public void second(JJ_Result r) {
            TwoMappings.SECOND.putLong(right, 1);
            r.r2 = TwoMappings.SECOND.getLong(left);
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(expect = FORBIDDEN, desc = "None saw the other.")
    public static class CuredByVolatile {
        private final long left = MappedWords.claim();
        private final long right = left + MappedWords.APART;

        @Actor
        public void first(JJ_Result r) {
            MappedWords.FIRST.set(left, 1);
            r.r1 = MappedWords.FIRST.get(right);
        }

        @Actor
        public void second(JJ_Result r) {
            MappedWords.SECOND.set(right, 1);
            r.r2 = MappedWords.SECOND.get(left);
        }
    }
}
