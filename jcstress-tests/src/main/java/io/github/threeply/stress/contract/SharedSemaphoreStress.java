package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedSemaphore;
import io.github.threeply.ipc.shared.SyncPairs;
import io.github.threeply.ipc.shared.SyncPairs.Pair;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZII_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * Does a semaphore between two processes keep count, whoever takes, gives back, dies, or takes back from the dead? Two words
 * that are changed one after the other (what is taken, and by whom) can be read half changed, and what is read twice is
 * given back twice; any hardware shows it. The twin is {@code PermitsGivenBackTwice} in the gallery.
 */
@Proves("shared.semaphore")
public class SharedSemaphoreStress {

    /** One permit goes to one of two. */
    @JCStressTest
    @State
    @Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "The first took it.")
    @Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "The second took it.")
    @Outcome(expect = FORBIDDEN, desc = "Both took it, or none.")
    public static class TwoTakers {
        private final Pair<SharedSemaphore> semaphore = SyncPairs.semaphore(1);

        @Actor
        public void first(ZZI_Result r) {
            r.r1 = semaphore.one().tryAcquire();
        }

        @Actor
        public void second(ZZI_Result r) {
            r.r2 = semaphore.other().tryAcquire();
        }

        @Arbiter
        public void after(ZZI_Result r) {
            r.r3 = semaphore.one().availablePermits();
        }
    }

    /** Who gives back and who takes disturb each other's step, and none is lost. */
    @JCStressTest
    @State
    @Outcome(id = "0, 2, 3", expect = ACCEPTABLE, desc = "One gave back 2, the other took 2.")
    @Outcome(expect = FORBIDDEN, desc = "A permit was lost or doubled.")
    public static class GiveVsTake {
        private final Pair<SharedSemaphore> semaphore = SyncPairs.semaphore(5);

        public GiveVsTake() {
            semaphore.one().acquireUninterruptibly(2);
        }

        @Actor
        public void giver() {
            semaphore.one().release();
            semaphore.one().release();
        }

        @Actor
        public void taker() {
            semaphore.other().tryAcquire();
            semaphore.other().tryAcquire();
        }

        @Arbiter
        public void after(III_Result r) {
            r.r1 = semaphore.one().heldPermits();
            r.r2 = semaphore.other().heldPermits();
            r.r3 = semaphore.one().availablePermits();
        }
    }

    /** Who waits for a permit gets the one that is given back, and sees what was done before; or this hangs. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Taken, and seen.")
    @Outcome(expect = FORBIDDEN, desc = "Not seen, or interrupted.")
    @Proves("shared.semaphore.publication")
    public static class Publication {
        private final Pair<SharedSemaphore> semaphore = SyncPairs.semaphore(1);
        private int done;

        public Publication() {
            semaphore.one().acquireUninterruptibly();
        }

        @Actor
        public void giver() {
            done = 1;
            semaphore.one().release();
        }

        @Actor
        public void taker(II_Result r) {
            semaphore.other().acquireUninterruptibly();
            r.r1 = done;
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = semaphore.one().availablePermits();
        }
    }

    /** Two take back at once what one dead process holds. */
    @JCStressTest
    @State
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "All permits are there again.")
    @Outcome(expect = FORBIDDEN, desc = "They came back twice, or not at all.")
    public static class TwoTakeBack {
        private final Pair<SharedSemaphore> semaphore = SyncPairs.semaphoreWithADeadHolder(3, 2);

        @Actor
        public void first() {
            SyncPairs.takeBackFromTheDead(semaphore.one());
        }

        @Actor
        public void second() {
            SyncPairs.takeBackFromTheDead(semaphore.other());
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = semaphore.one().availablePermits();
        }
    }

    /** One takes back from the dead while another takes a permit that is there. */
    @JCStressTest
    @State
    @Outcome(id = "true, 2", expect = ACCEPTABLE, desc = "Taken, and the others are there again.")
    @Outcome(expect = FORBIDDEN, desc = "A permit was lost or doubled.")
    public static class TakeBackVsTake {
        private final Pair<SharedSemaphore> semaphore = SyncPairs.semaphoreWithADeadHolder(3, 2);

        @Actor
        public void living() {
            SyncPairs.takeBackFromTheDead(semaphore.one());
        }

        @Actor
        public void taker(ZI_Result r) {
            r.r1 = semaphore.other().tryAcquire();
        }

        @Arbiter
        public void after(ZI_Result r) {
            r.r2 = semaphore.one().availablePermits();
        }
    }

    /** One takes back from a dead process whose slot another has, who begins to take permits with it. */
    @JCStressTest
    @State
    @Outcome(id = "true, 1, 2", expect = ACCEPTABLE, desc = "It has what it took, and the others are there again.")
    @Outcome(expect = FORBIDDEN, desc = "A permit was lost or doubled, or it inherited some.")
    public static class TakeBackVsHeir {
        private final Pair<SharedSemaphore> semaphore = SyncPairs.semaphoreWithADeadPredecessor(3, 2);

        @Actor
        public void living() {
            SyncPairs.takeBackFromTheDead(semaphore.one());
        }

        @Actor
        public void heir(ZII_Result r) {
            r.r1 = semaphore.other().tryAcquire();
        }

        @Arbiter
        public void after(ZII_Result r) {
            r.r2 = semaphore.other().heldPermits();
            r.r3 = semaphore.one().availablePermits();
        }
    }
}
