package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.ipc.shared.SharedQueue;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedQueues;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JL_Result;
import org.openjdk.jcstress.infra.results.JZ_Result;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.LJJ_Result;

/**
 * Does a queue in shared memory end as a channel does, when one process ends it and another one waits? Each actor has a
 * mapping of its own of one file. Items are numbers from 1; 0 is "nothing", -1 the end.
 */
@Proves("shared.queue")
public class SharedQueueEndStress {
    private static final RuntimeException CAUSE = new IllegalStateException("the cause");
    private static final int CAPACITY = 2;

    private SharedQueueEndStress() {}

    /** Who waits for an item when another process closes the queue learns the end; or this hangs. */
    @JCStressTest
    @State
    @Outcome(id = "-1, true", expect = ACCEPTABLE, desc = "The end, for ever.")
    @Outcome(expect = FORBIDDEN, desc = "An item from nowhere, or an end that is none.")
    public static class TakeVsClose {
        private final int slot = MappedQueues.GENERAL.claim();

        @Actor
        public void consumer(JZ_Result r) {
            SharedQueue.OfLong queue = MappedQueues.GENERAL.first(slot);
            r.r1 = SharedQueueStress.take(queue);
            r.r2 = queue.isDrained();
        }

        @Actor
        public void closer() {
            MappedQueues.GENERAL.second(slot).close();
        }
    }

    /** What was accepted before the close is still handed out. */
    @JCStressTest
    @State
    @Outcome(id = "1, -1, 0", expect = ACCEPTABLE, desc = "The item, then the end.")
    @Outcome(expect = FORBIDDEN, desc = "The item was lost, or came twice.")
    public static class TakeVsCloseOneItem {
        private final int slot = MappedQueues.GENERAL.claim();

        public TakeVsCloseOneItem() {
            MappedQueues.GENERAL.second(slot).tryPutLong(1);
        }

        @Actor
        public void consumer(JJJ_Result r) {
            r.r1 = SharedQueueStress.take(MappedQueues.GENERAL.first(slot));
            r.r2 = SharedQueueStress.take(MappedQueues.GENERAL.first(slot));
        }

        @Actor
        public void closer() {
            MappedQueues.GENERAL.second(slot).close();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = SharedQueueStress.tryTake(MappedQueues.GENERAL.second(slot));
        }
    }

    /** A put that waits for room when another process closes the queue is refused; or this hangs. */
    @JCStressTest
    @State
    @Outcome(id = "REFUSED, 2", expect = ACCEPTABLE, desc = "Refused; what was inside stays.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted beyond the capacity, or an item was lost.")
    public static class BlockedPutVsClose {
        private final int slot = MappedQueues.GENERAL.claim();

        public BlockedPutVsClose() {
            for (int i = 1; i <= CAPACITY; i++) {
                MappedQueues.GENERAL.first(slot).tryPutLong(i);
            }
        }

        @Actor
        public void producer(LI_Result r) {
            r.r1 = SharedQueueStress.put(MappedQueues.GENERAL.first(slot), 3);
        }

        @Actor
        public void closer() {
            MappedQueues.GENERAL.second(slot).close();
        }

        @Arbiter
        public void after(LI_Result r) {
            while (SharedQueueStress.tryTake(MappedQueues.GENERAL.second(slot)) != 0) {
                r.r2++;
            }
        }
    }

    /** Two processes abort: one of them has the item. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first gave it back.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second gave it back.")
    @Outcome(expect = FORBIDDEN, desc = "Nobody gave it back, or both.")
    public static class AbortVsAbort {
        private final int slot = MappedQueues.GENERAL.claim();

        public AbortVsAbort() {
            MappedQueues.GENERAL.first(slot).tryPutLong(1);
        }

        @Actor
        public void first(II_Result r) {
            r.r1 = MappedQueues.GENERAL.first(slot).abort(CAUSE).size();
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = MappedQueues.GENERAL.second(slot).abort(CAUSE).size();
        }
    }

    /** A failure comes after the items accepted before, and is no mere end, in the other process too. */
    @JCStressTest
    @State
    @Outcome(id = "1, FAILED", expect = ACCEPTABLE, desc = "The item, then the failure.")
    @Outcome(expect = FORBIDDEN, desc = "The item was lost, or the failure looked like an end.")
    public static class FailVsTake {
        private final int slot = MappedQueues.GENERAL.claim();

        public FailVsTake() {
            MappedQueues.GENERAL.first(slot).tryPutLong(1);
        }

        @Actor
        public void failing() {
            MappedQueues.GENERAL.first(slot).fail(CAUSE);
        }

        @Actor
        public void consumer(JL_Result r) {
            SharedQueue.OfLong queue = MappedQueues.GENERAL.second(slot);
            r.r1 = SharedQueueStress.take(queue);
            try {
                r.r2 = queue.takeLong(-1) == -1 ? "END" : "ITEM";
            } catch (ChannelFailedException e) {
                r.r2 = "FAILED";
            } catch (InterruptedException e) {
                r.r2 = "INTERRUPTED";
            }
        }
    }

    /** One to one, a put against an abort: the item is given back, or still the producer's. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was first: the abort gives its item back.")
    @Outcome(id = "REFUSED, 0, 0", expect = ACCEPTABLE, desc = "The abort was first: the producer keeps the item.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    @Proves("shared.queue.onetoone")
    public static class OneToOnePutVsAbort {
        private final int slot = MappedQueues.ONE_TO_ONE.claim();

        @Actor
        public void producer(LJJ_Result r) {
            r.r1 = SharedQueueStress.put(MappedQueues.ONE_TO_ONE.first(slot), 1);
        }

        @Actor
        public void aborter(LJJ_Result r) {
            r.r2 = MappedQueues.ONE_TO_ONE.second(slot).abort(CAUSE).size();
        }

        @Arbiter
        public void after(LJJ_Result r) {
            r.r3 = SharedQueueStress.tryTake(MappedQueues.ONE_TO_ONE.first(slot));
        }
    }

    /** One to one, a take against an abort: one of them has the item. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The take was first.")
    @Outcome(id = "-1, 1, 0", expect = ACCEPTABLE, desc = "The abort was first.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    @Proves("shared.queue.onetoone")
    public static class OneToOneTakeVsAbort {
        private final int slot = MappedQueues.ONE_TO_ONE.claim();

        public OneToOneTakeVsAbort() {
            MappedQueues.ONE_TO_ONE.first(slot).tryPutLong(1);
        }

        @Actor
        public void consumer(JJJ_Result r) {
            r.r1 = SharedQueueStress.take(MappedQueues.ONE_TO_ONE.first(slot));
        }

        @Actor
        public void aborter(JJJ_Result r) {
            r.r2 = MappedQueues.ONE_TO_ONE.second(slot).abort(CAUSE).size();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = SharedQueueStress.tryTake(MappedQueues.ONE_TO_ONE.first(slot));
        }
    }
}
