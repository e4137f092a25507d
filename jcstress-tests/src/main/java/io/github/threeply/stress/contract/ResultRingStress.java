package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.process.RingPairs;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The ring through which a pool's worker answers: one side puts, the other reads and sleeps. The two sides have the same
 * file mapped at two addresses.
 */
@Proves("worker.publication")
public class ResultRingStress {

    /** Does the worker ring where the parent sleeps? The twin is {@code BellNotRung} in the gallery. */
    @JCStressTest
    @State
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "The parent saw the answer and did not sleep.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "It sleeps, and is rung.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Rung for nothing: it saw the answer at last.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps, and nobody rings.")
    public static class Bell {
        private final RingPairs.Pair ring = RingPairs.claim();

        @Actor
        public void worker(ZZ_Result r) {
            r.r1 = ring.put(1, 1);
        }

        @Actor
        public void parent(ZZ_Result r) {
            r.r2 = ring.sleep();
        }
    }

    /** The parent sleeps until there is more than the worker has for it: is it rung when the worker pauses? */
    @JCStressTest
    @State
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "The parent saw the answer and did not sleep.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "It sleeps, and is rung.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Rung for nothing: it saw the answer at last.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps, and nobody rings.")
    public static class BellAtPause {
        private final RingPairs.Pair ring = RingPairs.claim();

        @Actor
        public void worker(ZZ_Result r) {
            r.r1 = ring.put(1, 1) || ring.pause();
        }

        @Actor
        public void parent(ZZ_Result r) {
            r.r2 = ring.sleep(2);
        }
    }

    /** Are the bytes there that the position says are there? */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing yet.")
    @Outcome(id = "8, 8", expect = ACCEPTABLE, desc = "The whole answer.")
    @Outcome(expect = FORBIDDEN, desc = "A part of it, or bytes that nobody wrote.")
    public static class Publication {
        private final RingPairs.Pair ring = RingPairs.claim();

        @Actor
        public void worker() {
            ring.put(1, 8);
        }

        @Actor
        public void parent(JJ_Result r) {
            r.r1 = ring.available();
            r.r2 = r.r1;
            if (r.r1 > 0) {
                r.r2 = 0;
                for (byte b : ring.get(8)) {
                    r.r2 += b;
                }
            }
        }
    }

    /** Who sees a task begun, does he see the answer to the one before? Else two tasks would seem to run at once. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing yet.")
    @Outcome(id = "0, 8", expect = ACCEPTABLE, desc = "Answered, and the next is not begun.")
    @Outcome(id = "2, 8", expect = ACCEPTABLE, desc = "Answered, and the next is begun.")
    @Outcome(expect = FORBIDDEN, desc = "Begun before the one before was answered.")
    public static class StartAfterAnswer {
        private final RingPairs.Pair ring = RingPairs.claim();

        @Actor
        public void worker() {
            ring.put(1, 8);
            ring.start(1);
        }

        @Actor
        public void parent(JJ_Result r) {
            r.r1 = ring.started();
            r.r2 = ring.available();
        }
    }

    /** Are bytes written over before they were read? */
    @JCStressTest
    @State
    @Outcome(id = "64, 0", expect = ACCEPTABLE, desc = "The first answer, before the second.")
    @Outcome(id = "64, 64", expect = ACCEPTABLE, desc = "The first answer, and then the second is there.")
    @Outcome(expect = FORBIDDEN, desc = "Bytes of the second answer in the first.")
    public static class Reuse {
        private final RingPairs.Pair ring = RingPairs.claim();

        public Reuse() {
            ring.put(1, RingPairs.CAPACITY);
        }

        @Actor
        public void worker() {
            ring.put(3, RingPairs.CAPACITY); // only if there is room
        }

        @Actor
        public void parent(JJ_Result r) {
            for (byte b : ring.get(RingPairs.CAPACITY)) {
                r.r1 += b;
            }
            r.r2 = ring.available();
        }
    }
}
