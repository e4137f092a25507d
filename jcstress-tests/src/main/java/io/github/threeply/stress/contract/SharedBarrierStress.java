package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedBarrier;
import io.github.threeply.ipc.shared.SharedBarrierBrokenException;
import io.github.threeply.ipc.shared.SyncPairs;
import io.github.threeply.ipc.shared.SyncPairs.Pair;
import io.github.threeply.stress.gate.Proves;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Do two processes that meet at a barrier both pass, or neither, and see what each did before? One that looks how a
 * generation ended after the next has begun must still be told; any hardware shows it.
 */
@Proves("shared.barrier")
public class SharedBarrierStress {

    /** Both pass, in an order, and see each other's work. Again in the next generation. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1, 1, 1", expect = ACCEPTABLE, desc = "Both saw all, twice.")
    @Outcome(expect = FORBIDDEN, desc = "One went on too early, or it broke.")
    public static class BothPass {
        private final Pair<SharedBarrier> barrier = SyncPairs.barrier(2);
        private int left;
        private int right;

        @Actor
        public void first(IIII_Result r) {
            try {
                left = 1;
                int index = barrier.one().awaitUninterruptibly();
                r.r1 = right;
                index += barrier.one().awaitUninterruptibly();
                r.r2 = index <= 2 ? 1 : 0;
            } catch (SharedBarrierBrokenException e) {
                r.r1 = -1;
            }
        }

        @Actor
        public void second(IIII_Result r) {
            try {
                right = 1;
                int index = barrier.other().awaitUninterruptibly();
                r.r3 = left;
                index += barrier.other().awaitUninterruptibly();
                r.r4 = index <= 2 ? 1 : 0;
            } catch (SharedBarrierBrokenException e) {
                r.r3 = -1;
            }
        }
    }

    /** One of two is the last. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was last.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was last.")
    @Outcome(expect = FORBIDDEN, desc = "Both were, or none, or it broke.")
    public static class OneIsLast {
        private final Pair<SharedBarrier> barrier = SyncPairs.barrier(2);

        @Actor
        public void first(II_Result r) {
            r.r1 = await(barrier.one());
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = await(barrier.other());
        }
    }

    /** One does not wait; so both pass, or both are told that the barrier is broken. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The one without patience came last; both passed.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It came first, and the other just in time.")
    @Outcome(id = "-2, -1", expect = ACCEPTABLE, desc = "It came first, and gave up.")
    @Outcome(expect = FORBIDDEN, desc = "One passed and the other did not.")
    public static class LimitVsArrival {
        private final Pair<SharedBarrier> barrier = SyncPairs.barrier(2);

        @Actor
        public void impatient(II_Result r) {
            try {
                r.r1 = barrier.one().await(Duration.ZERO);
            } catch (TimeoutException e) {
                r.r1 = -2;
            } catch (SharedBarrierBrokenException e) {
                r.r1 = -1;
            } catch (InterruptedException e) {
                r.r1 = -3;
            }
        }

        @Actor
        public void patient(II_Result r) {
            r.r2 = await(barrier.other());
        }
    }

    /** One waits, and the barrier is reset: it is told so, though a generation that is not broken has begun. */
    @JCStressTest
    @State
    @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "Told, and the barrier is whole.")
    @Outcome(expect = FORBIDDEN, desc = "It passed alone.")
    public static class ResetVsWait {
        private final Pair<SharedBarrier> barrier = SyncPairs.barrier(2);

        @Actor
        public void waiting(II_Result r) {
            r.r1 = await(barrier.one());
        }

        @Actor
        public void resetting(II_Result r) {
            while (barrier.other().getNumberWaiting() == 0) {
                Thread.onSpinWait();
            }
            barrier.other().reset();
            r.r2 = barrier.other().isBroken() ? 1 : 0;
        }
    }

    private static int await(SharedBarrier barrier) {
        try {
            return barrier.awaitUninterruptibly();
        } catch (SharedBarrierBrokenException e) {
            return -1;
        }
    }
}
