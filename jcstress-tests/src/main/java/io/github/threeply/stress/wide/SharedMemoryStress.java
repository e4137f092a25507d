package io.github.threeply.stress.wide;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedEvent;
import io.github.threeply.ipc.shared.SharedLatch;
import io.github.threeply.ipc.shared.SharedSemaphore;
import io.github.threeply.ipc.shared.SharedValue;
import io.github.threeply.ipc.shared.SyncPairs;
import io.github.threeply.ipc.shared.SyncPairs.Pair;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedBytes;
import io.github.threeply.stress.support.MappedRecords;
import io.github.threeply.stress.support.MappedRecords.Four;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.BBB_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/** Do the objects of a shared memory keep their promises where three or four use one at the same instant? */
public class SharedMemoryStress {

    private SharedMemoryStress() {}

    /** A store, an addition and a compare-and-set, side by side. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "All are there.")
    @Outcome(expect = FORBIDDEN, desc = "One wiped out its neighbour.")
    @Proves("shared.array")
    public static class Bytes {
        private final long at = MappedBytes.claim();

        @Actor
        public void first() {
            MappedBytes.FIRST.set(at, (byte) 1);
        }

        @Actor
        public void second() {
            MappedBytes.SECOND.getAndAdd(at + 1, (byte) 2);
        }

        @Actor
        public void third() {
            MappedBytes.FIRST.compareAndSet(at + 2, (byte) 0, (byte) 3);
        }

        @Arbiter
        public void after(BBB_Result r) {
            r.r1 = MappedBytes.SECOND.get(at);
            r.r2 = MappedBytes.FIRST.get(at + 1);
            r.r3 = MappedBytes.SECOND.get(at + 2);
        }
    }

    /** While two write, each several times so that both copies are overwritten, a reader sees one of the values. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0", "1", "2", "3", "4", "5", "6"},
            expect = ACCEPTABLE,
            desc = "A value that somebody wrote.")
    @Outcome(expect = FORBIDDEN, desc = "Half of one and half of another.")
    @Proves("shared.value")
    public static class Record {
        private final int slot = MappedRecords.claim();
        private final SharedValue<Four> one = MappedRecords.first(slot);
        private final SharedValue<Four> other = MappedRecords.second(slot);

        @Actor
        public void first() {
            one.set(Four.of(1));
            one.set(Four.of(2));
            one.set(Four.of(3));
        }

        @Actor
        public void second() {
            other.set(Four.of(4));
            other.set(Four.of(5));
            other.set(Four.of(6));
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = other.get().whole();
        }
    }

    /** Who gives back and who takes disturb each other's step, and none is lost. Each process takes part with two threads. */
    @JCStressTest
    @State
    @Outcome(id = "0, 2, 3", expect = ACCEPTABLE, desc = "One gave back 2, the other took 2.")
    @Outcome(expect = FORBIDDEN, desc = "A permit was lost or doubled.")
    @Proves("shared.semaphore")
    public static class Semaphore {
        private final Pair<SharedSemaphore> semaphore = SyncPairs.semaphore(5);

        public Semaphore() {
            semaphore.one().acquireUninterruptibly(2);
        }

        @Actor
        public void giver() {
            semaphore.one().release();
        }

        @Actor
        public void otherGiver() {
            semaphore.one().release();
        }

        @Actor
        public void taker() {
            semaphore.other().tryAcquire();
        }

        @Actor
        public void otherTaker() {
            semaphore.other().tryAcquire();
        }

        @Arbiter
        public void after(III_Result r) {
            r.r1 = semaphore.one().heldPermits();
            r.r2 = semaphore.other().heldPermits();
            r.r3 = semaphore.one().availablePermits();
        }
    }

    /** Two count down, one waits; or this hangs. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Passed, and seen.")
    @Outcome(expect = FORBIDDEN, desc = "Passed too early.")
    @Proves("shared.latch")
    public static class Latch {
        private final Pair<SharedLatch> latch = SyncPairs.latch(2);
        private int first;
        private int second;

        @Actor
        public void first() {
            first = 1;
            latch.one().countDown();
        }

        @Actor
        public void second() {
            second = 1;
            latch.other().countDown();
        }

        @Actor
        public void waiter(II_Result r) {
            latch.one().awaitUninterruptibly();
            r.r1 = first;
            r.r2 = second;
        }
    }

    /** Two processes set an event that one of them clears between: who waits is released, and sees what both did. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Released by the one.")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Released by the other.")
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "Released by both.")
    @Outcome(expect = FORBIDDEN, desc = "Released by none.")
    @Proves("event.shared")
    public static class Event {
        private final Pair<SharedEvent> event = SyncPairs.event();
        private volatile int first;
        private volatile int second;

        @Actor
        public void setter() {
            first = 1;
            event.one().set();
            event.one().clear();
            event.one().set();
        }

        @Actor
        public void other() {
            second = 2;
            event.other().set();
        }

        @Actor
        public void waiter(I_Result r) {
            event.other().awaitUninterruptibly();
            r.r1 = first + second;
        }
    }
}
