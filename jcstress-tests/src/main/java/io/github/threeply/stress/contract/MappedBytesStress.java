package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedBytes;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.BBB_Result;
import org.openjdk.jcstress.infra.results.BB_Result;

/**
 * Is each byte of an array in shared memory changed alone and in one step, though processors have no operation for one byte
 * that Java lets us use, and its neighbours change in the same word? The twin is {@code MappedLostNeighbour} in the
 * gallery.
 */
@Proves("shared.array")
public class MappedBytesStress {

    /** Stores and additions, side by side. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "All are there.")
    @Outcome(expect = FORBIDDEN, desc = "One wiped out its neighbour.")
    public static class Neighbours {
        private final long at = MappedBytes.claim();

        @Actor
        public void first() {
            MappedBytes.FIRST.set(at, (byte) 1);
            MappedBytes.FIRST.compareAndSet(at + 2, (byte) 0, (byte) 3);
        }

        @Actor
        public void second() {
            MappedBytes.SECOND.getAndAdd(at + 1, (byte) 2);
        }

        @Arbiter
        public void after(BBB_Result r) {
            r.r1 = MappedBytes.SECOND.get(at);
            r.r2 = MappedBytes.FIRST.get(at + 1);
            r.r3 = MappedBytes.SECOND.get(at + 2);
        }
    }

    /** Two additions to one byte. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost.")
    public static class Additions {
        private final long at = MappedBytes.claim();

        @Actor
        public void first(BBB_Result r) {
            r.r1 = MappedBytes.FIRST.addAndGet(at, (byte) 1);
        }

        @Actor
        public void second(BBB_Result r) {
            r.r2 = MappedBytes.SECOND.update(at, b -> b + 1);
        }

        @Arbiter
        public void after(BBB_Result r) {
            r.r3 = MappedBytes.FIRST.get(at);
        }
    }

    /** As volatile: at least one of two processes sees what the other wrote. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(expect = FORBIDDEN, desc = "None saw the other.")
    public static class StoreBuffering {
        private final long left = MappedBytes.claim();
        private final long right = left + MappedBytes.APART;

        @Actor
        public void first(BB_Result r) {
            MappedBytes.FIRST.set(left, (byte) 1);
            r.r1 = MappedBytes.FIRST.get(right);
        }

        @Actor
        public void second(BB_Result r) {
            MappedBytes.SECOND.set(right, (byte) 1);
            r.r2 = MappedBytes.SECOND.get(left);
        }
    }

    /** Who sees a byte released sees what came before it. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not set, not written.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Written, and not set yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Set, and written.")
    @Outcome(expect = FORBIDDEN, desc = "Set, and not written.")
    public static class Publication {
        private final long data = MappedBytes.claim();
        private final long flag = data + MappedBytes.APART;

        @Actor
        public void writer() {
            MappedBytes.FIRST.setPlain(data, (byte) 1);
            MappedBytes.FIRST.setRelease(flag, (byte) 1);
        }

        @Actor
        public void reader(BB_Result r) {
            r.r1 = MappedBytes.SECOND.getAcquire(flag);
            r.r2 = MappedBytes.SECOND.getPlain(data);
        }
    }
}
