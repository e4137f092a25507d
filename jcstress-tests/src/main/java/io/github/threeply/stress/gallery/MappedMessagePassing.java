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
        name = "mapped-message-passing",
        title = "The flag before the data, between processes",
        wrong = "One process writes data into a mapped file and raises a flag in it; another sees the flag. "
                + "Nothing orders plain accesses, so it may see the flag and still read the old data.",
        shows = "AArch64 and others that reorder stores or reads; x86 only where the compiler has moved one "
                + "of them, and rarely.",
        cure = "SharedArray.setRelease and getAcquire for the flag: what was written before the one is seen "
                + "after the other.")
@Without({"shared.array", "shared.value.publication", "shared.queue"})
public class MappedMessagePassing {

    /** As one would write it with a mapped buffer. */
    @JCStressTest
    @State
    @Shows(on = Hardware.WEAKLY_ORDERED)
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "No flag, no data.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Data, and no flag yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Flag, and data.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "The flag came before the data.")
    public static class Plain {
        private final int data = TwoMappings.claim();
        private final int flag = data + TwoMappings.APART;

        @Actor
        public void writer() {
            TwoMappings.FIRST.putLong(data, 1);
            TwoMappings.FIRST.putLong(flag, 1);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = TwoMappings.SECOND.getLong(flag);
            r.r2 = TwoMappings.SECOND.getLong(data);
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "No flag, no data.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Data, and no flag yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Flag, and data.")
    @Outcome(expect = FORBIDDEN, desc = "The flag came before the data.")
    public static class CuredByRelease {
        private final long data = MappedWords.claim();
        private final long flag = data + MappedWords.APART;

        @Actor
        public void writer() {
            MappedWords.FIRST.setRelease(data, 1);
            MappedWords.FIRST.setRelease(flag, 1);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = MappedWords.SECOND.getAcquire(flag);
            r.r2 = MappedWords.SECOND.getAcquire(data);
        }
    }
}
