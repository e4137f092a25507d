package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.SharedQueue;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedQueues;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.JLJ_Result;
import org.openjdk.jcstress.infra.results.LJJ_Result;
import org.openjdk.jcstress.infra.results.LLJ_Result;

/**
 * Does a queue in shared memory keep the promises of a channel between two processes? Each actor has a mapping of its own of
 * one file. Items are numbers from 1; 0 is "nothing", -1 the end.
 */
@Proves("shared.queue")
public class SharedQueueStress {
    private static final RuntimeException CAUSE = new IllegalStateException("the cause");

    private SharedQueueStress() {}

    static long take(SharedQueue.OfLong queue) {
        try {
            return queue.takeLong(-1);
        } catch (ChannelFailedException e) {
            return -1;
        } catch (InterruptedException e) {
            return -9;
        }
    }

    static String put(SharedQueue.OfLong queue, long item) {
        try {
            queue.putLong(item);
            return "ACCEPTED";
        } catch (ChannelClosedException e) {
            return "REFUSED";
        } catch (InterruptedException e) {
            return "INTERRUPTED";
        }
    }

    static long tryTake(SharedQueue.OfLong queue) {
        try {
            return queue.tryTakeLong(0);
        } catch (ChannelFailedException e) {
            return 0;
        }
    }

    /**
     * Who has an item also sees what its producer wrote before. Without the release store that publishes a cell, AArch64
     * shows an item that is not there yet; the twin is {@code MappedMessagePassing} in the gallery.
     */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing put yet.")
    @Outcome(id = "7, 8", expect = ACCEPTABLE, desc = "The item, and what was done before it was put.")
    @Outcome(expect = FORBIDDEN, desc = "The item without what was done before, or another item.")
    public static class Publication {
        private final int slot = MappedQueues.GENERAL.claim();

        @Actor
        public void producer() {
            MappedQueues.GENERAL.setBeside(slot, 8);
            MappedQueues.GENERAL.first(slot).tryPutLong(7);
        }

        @Actor
        public void consumer(JJ_Result r) {
            r.r1 = tryTake(MappedQueues.GENERAL.second(slot));
            r.r2 = r.r1 == 0 ? 0 : MappedQueues.GENERAL.beside(slot);
        }
    }

    /** More items than there is room: waiting on both sides, across the laps. A wake-up that is lost shows as a hang. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "All, in order.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost, doubled, or out of order.")
    public static class Order {
        private final int slot = MappedQueues.GENERAL.claim();

        @Actor
        public void producer() {
            for (int i = 1; i <= 3; i++) {
                put(MappedQueues.GENERAL.first(slot), i);
            }
        }

        @Actor
        public void consumer(JJJ_Result r) {
            r.r1 = take(MappedQueues.GENERAL.second(slot));
            r.r2 = take(MappedQueues.GENERAL.second(slot));
            r.r3 = take(MappedQueues.GENERAL.second(slot));
        }
    }

    /** One item, two consumers. The twin is {@code LookThenTake} in the gallery. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The first has it.")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "The second has it.")
    @Outcome(expect = FORBIDDEN, desc = "Both have it, or nobody.")
    public static class TwoTakers {
        private final int slot = MappedQueues.GENERAL.claim();

        public TwoTakers() {
            MappedQueues.GENERAL.first(slot).tryPutLong(1);
        }

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = tryTake(MappedQueues.GENERAL.first(slot));
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = tryTake(MappedQueues.GENERAL.second(slot));
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = tryTake(MappedQueues.GENERAL.first(slot));
        }
    }

    /** One place, two producers. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, FULL, 2", expect = ACCEPTABLE, desc = "The first has the place.")
    @Outcome(id = "FULL, ACCEPTED, 3", expect = ACCEPTABLE, desc = "The second has the place.")
    @Outcome(expect = FORBIDDEN, desc = "Both were accepted, or none, or the item is another one's.")
    public static class TwoPuts {
        private final int slot = MappedQueues.GENERAL.claim();

        public TwoPuts() {
            MappedQueues.GENERAL.first(slot).tryPutLong(1);
        }

        @Actor
        public void first(LLJ_Result r) {
            r.r1 = MappedQueues.GENERAL.first(slot).tryPutLong(2);
        }

        @Actor
        public void second(LLJ_Result r) {
            r.r2 = MappedQueues.GENERAL.second(slot).tryPutLong(3);
        }

        @Arbiter
        public void after(LLJ_Result r) {
            tryTake(MappedQueues.GENERAL.second(slot));
            r.r3 = tryTake(MappedQueues.GENERAL.first(slot));
        }
    }

    /** An item put while the queue is being closed is handed out before the end, or still the producer's. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was first: its item came before the end.")
    @Outcome(id = "REFUSED, 0, 0", expect = ACCEPTABLE, desc = "The close was first: the producer keeps the item.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "The item is lost, stranded behind the end, or refused and inside all the same.")
    public static class PutVsClose {
        private final int slot = MappedQueues.GENERAL.claim();

        @Actor
        public void producer(LJJ_Result r) {
            r.r1 = put(MappedQueues.GENERAL.first(slot), 1);
        }

        @Actor
        public void closer(LJJ_Result r) {
            MappedQueues.GENERAL.second(slot).close();
            while (take(MappedQueues.GENERAL.second(slot)) > 0) {
                r.r2++;
            }
        }

        @Arbiter
        public void after(LJJ_Result r) {
            r.r3 = tryTake(MappedQueues.GENERAL.first(slot));
        }
    }

    /** A put against an abort: the item is given back, or still the producer's. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was first: the abort gives its item back.")
    @Outcome(id = "REFUSED, 0, 0", expect = ACCEPTABLE, desc = "The abort was first: the producer keeps the item.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    public static class PutVsAbort {
        private final int slot = MappedQueues.GENERAL.claim();

        @Actor
        public void producer(LJJ_Result r) {
            r.r1 = put(MappedQueues.GENERAL.first(slot), 1);
        }

        @Actor
        public void aborter(LJJ_Result r) {
            r.r2 = MappedQueues.GENERAL.second(slot).abort(CAUSE).size();
        }

        @Arbiter
        public void after(LJJ_Result r) {
            r.r3 = tryTake(MappedQueues.GENERAL.first(slot));
        }
    }

    /** A take against an abort: one of them has the item. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The take was first.")
    @Outcome(id = "-1, 1, 0", expect = ACCEPTABLE, desc = "The abort was first.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    public static class TakeVsAbort {
        private final int slot = MappedQueues.GENERAL.claim();

        public TakeVsAbort() {
            MappedQueues.GENERAL.first(slot).tryPutLong(1);
        }

        @Actor
        public void consumer(JJJ_Result r) {
            r.r1 = take(MappedQueues.GENERAL.first(slot));
        }

        @Actor
        public void aborter(JJJ_Result r) {
            r.r2 = MappedQueues.GENERAL.second(slot).abort(CAUSE).size();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = tryTake(MappedQueues.GENERAL.first(slot));
        }
    }

    /** Offers are never wrong about room: after a take that was seen, there is some. */
    @JCStressTest
    @State
    @Outcome(id = "1, ACCEPTED, 3", expect = ACCEPTABLE, desc = "The take was first.")
    @Outcome(id = "1, FULL, 0", expect = ACCEPTABLE, desc = "The put was first.")
    @Outcome(expect = FORBIDDEN, desc = "An item was written over, or the room was lost.")
    public static class PutIntoTheLastPlace {
        private final int slot = MappedQueues.GENERAL.claim();

        public PutIntoTheLastPlace() {
            MappedQueues.GENERAL.first(slot).tryPutLong(1);
            MappedQueues.GENERAL.first(slot).tryPutLong(2);
        }

        @Actor
        public void consumer(JLJ_Result r) {
            r.r1 = tryTake(MappedQueues.GENERAL.second(slot));
        }

        @Actor
        public void producer(JLJ_Result r) {
            Offer offer = MappedQueues.GENERAL.first(slot).tryPutLong(3);
            r.r2 = offer;
        }

        @Arbiter
        public void after(JLJ_Result r) {
            if (tryTake(MappedQueues.GENERAL.first(slot)) != 2) {
                r.r1 = -7;
            }
            r.r3 = tryTake(MappedQueues.GENERAL.second(slot));
        }
    }
}
