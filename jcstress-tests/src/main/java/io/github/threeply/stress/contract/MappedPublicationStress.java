package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedWords;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Does who sees a flag in shared memory set see the data that another process wrote before? Without release and acquire
 * the flag may be seen first: where stores are reordered (AArch64, and any compiler). The twin is
 * {@code MappedMessagePassing} in the gallery.
 */
@Proves("shared.array")
public class MappedPublicationStress {

    /** A volatile store and a bulk copy, as the array's own release and acquire order them. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not set, not written.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Written, and not set yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Set, and written.")
    @Outcome(expect = FORBIDDEN, desc = "Set, and not written.")
    public static class ReleaseAcquire {
        private final long data = MappedWords.claim();
        private final long flag = data + MappedWords.APART;
        private final long[] ones = {1};
        private final long[] seen = {-1};

        @Actor
        public void writer() {
            MappedWords.FIRST.write(data, ones, 0, 1);
            MappedWords.FIRST.setRelease(flag, 1);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = MappedWords.SECOND.getAcquire(flag);
            MappedWords.SECOND.read(data, seen, 0, 1);
            r.r2 = seen[0];
        }
    }

    /** Two volatile words: at least one of two processes sees what the other wrote. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(expect = FORBIDDEN, desc = "None saw the other: both stores were still on their way.")
    public static class StoreBuffering {
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
