package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Offer;
import io.github.threeply.stress.gate.Proves;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LII_Result;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Does the channel for one producer and one consumer keep the promises of the one for many? Its slots have no sequence
 * numbers: an item is there or not. The questions are those of the tests named after each class, with the same outcomes.
 */
public class OneToOneStress {

    /** As {@link ChannelPublicationStress}: without the release store of the slot, AArch64 shows an item of 0. */
    @JCStressTest
    @State
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Nothing put yet.")
    @Outcome(id = "7, 8", expect = ACCEPTABLE, desc = "The item, and what was done before it was put.")
    @Outcome(expect = FORBIDDEN, desc = "The item without what was done before.")
    @Proves({"channel.publication", "channel.onetoone"})
    public static class Publication {
        private final Channel<int[]> channel = Channel.oneToOne(1);
        private int beside;

        @Actor
        public void producer() {
            beside = 8;
            channel.tryPut(new int[] {7});
        }

        @Actor
        public void consumer(II_Result r) {
            int[] item = channel.tryTake();
            r.r1 = item == null ? -1 : item[0];
            r.r2 = item == null ? -1 : beside;
        }
    }

    /** As {@link PutTakeOrderStress}. A wake-up that is lost shows as a hang. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, ACCEPTED", expect = ACCEPTABLE, desc = "Both, in order.")
    @Outcome(expect = FORBIDDEN, desc = "An item was lost, doubled, or out of order.")
    @Proves({"channel.order", "channel.onetoone"})
    public static class PutTakeOrder {
        private final Channel<Integer> channel = Channel.oneToOne(1);

        @Actor
        public void producer(LLL_Result r) {
            ChannelActs.put(channel, 1);
            r.r3 = ChannelActs.put(channel, 2);
        }

        @Actor
        public void consumer(LLL_Result r) {
            r.r1 = ChannelActs.take(channel);
            r.r2 = ChannelActs.take(channel);
        }
    }

    /** As {@link PutVsCloseStress}. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1", expect = ACCEPTABLE, desc = "The put was first: its item is inside.")
    @Outcome(id = "CLOSED, 0", expect = ACCEPTABLE, desc = "The close was first: the producer keeps the item.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or was refused and is inside all the same.")
    @Proves({"channel.ownership", "channel.onetoone"})
    public static class PutVsClose {
        private final Channel<Integer> channel = Channel.oneToOne(2);

        @Actor
        public void producer(LI_Result r) {
            r.r1 = ChannelActs.put(channel, 1);
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void after(LI_Result r) {
            r.r2 = ChannelActs.drain(channel);
        }
    }

    /** As {@link BlockedPutVsCloseStress}. */
    @JCStressTest
    @State
    @Outcome(id = "CLOSED, 1", expect = ACCEPTABLE, desc = "Refused; what was inside stays.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted beyond the capacity, or an item was lost.")
    @Proves({"channel.refusal", "channel.onetoone"})
    public static class BlockedPutVsClose {
        private final Channel<Integer> channel = Channel.oneToOne(1);

        public BlockedPutVsClose() {
            channel.tryPut(1);
        }

        @Actor
        public void producer(LI_Result r) {
            r.r1 = ChannelActs.put(channel, 2);
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void after(LI_Result r) {
            r.r2 = ChannelActs.drain(channel);
        }
    }

    /** As {@link TakeVsCloseStress.PutThenClose}. */
    @JCStressTest
    @State
    @Outcome(id = "1, END", expect = ACCEPTABLE, desc = "The item, then the end.")
    @Outcome(expect = FORBIDDEN, desc = "The end before the item that was put before it.")
    @Proves({"channel.end", "channel.onetoone"})
    public static class TakeVsPutThenClose {
        private final Channel<Integer> channel = Channel.oneToOne(1);

        @Actor
        public void consumer(LL_Result r) {
            r.r1 = ChannelActs.take(channel);
            r.r2 = ChannelActs.take(channel);
        }

        @Actor
        public void producer() {
            ChannelActs.put(channel, 1);
            channel.close();
        }
    }

    /** A put against a take that learns the end: "empty for ever" must be for ever. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was before the close, and taken.")
    @Outcome(id = "CLOSED, -1, 0", expect = ACCEPTABLE, desc = "The close was first; the take had the end.")
    @Outcome(expect = FORBIDDEN, desc = "An item was accepted after somebody had learned that none will come.")
    @Proves({"channel.end", "channel.ownership", "channel.onetoone"})
    public static class PutVsCloseThenTake {
        private final Channel<Integer> channel = Channel.oneToOne(1);

        @Actor
        public void producer(LII_Result r) {
            r.r1 = ChannelActs.put(channel, 1);
        }

        @Actor
        public void consumer(LII_Result r) {
            channel.close();
            Object item = ChannelActs.take(channel);
            r.r2 = item instanceof Integer number ? number : -1;
        }

        @Arbiter
        public void after(LII_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /** As {@link AbortStress.PutVsAbort}. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was first: the abort gives its item back.")
    @Outcome(id = "FAILED, 0, 0", expect = ACCEPTABLE, desc = "The abort was first: the producer keeps the item.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    @Proves({"channel.abort", "channel.onetoone"})
    public static class PutVsAbort {
        private final Channel<Integer> channel = Channel.oneToOne(2);

        @Actor
        public void producer(LII_Result r) {
            r.r1 = ChannelActs.put(channel, 1);
        }

        @Actor
        public void aborter(LII_Result r) {
            r.r2 = channel.abort(ChannelActs.CAUSE).size();
        }

        @Arbiter
        public void after(LII_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /** As {@link AbortStress.TakeVsAbort}: the abort plays a second consumer, and the take must not be told so. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The take was first.")
    @Outcome(id = "FAILED, 1, 0", expect = ACCEPTABLE, desc = "The abort was first, and the take has its cause.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    @Proves({"channel.abort", "channel.onetoone"})
    public static class TakeVsAbort {
        private final Channel<Integer> channel = Channel.oneToOne(1);

        public TakeVsAbort() {
            channel.tryPut(1);
        }

        @Actor
        public void consumer(LII_Result r) {
            r.r1 = ChannelActs.take(channel);
        }

        @Actor
        public void aborter(LII_Result r) {
            r.r2 = channel.abort(ChannelActs.CAUSE).size();
        }

        @Arbiter
        public void after(LII_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /**
     * A put that sees a slot far ahead free takes those before it for free too. So a drain must empty its slots in order:
     * else the put stores into one that is about to be cleared.
     */
    @JCStressTest
    @State
    @Outcome(id = "in order", expect = ACCEPTABLE, desc = "Each item once, in order.")
    @Outcome(expect = FORBIDDEN, desc = "An item was lost, doubled, or out of order.")
    @Proves({"channel.batch", "channel.onetoone"})
    public static class PutAheadOfDrain {
        private static final int CAPACITY = 64;
        private static final int BATCH = 16; // as far as a put looks ahead in a channel of this capacity

        private final Channel<Integer> channel = Channel.oneToOne(CAPACITY);
        private final List<Integer> taken = new ArrayList<>();
        private int next;

        public PutAheadOfDrain() {
            while (next < CAPACITY) {
                channel.tryPut(next++);
            }
        }

        @Actor
        public void producer() {
            for (int tries = 0; tries < 10 * BATCH && next < CAPACITY + BATCH; tries++) {
                if (channel.tryPut(next) == Offer.ACCEPTED) {
                    next++;
                }
            }
        }

        @Actor
        public void consumer() {
            channel.drainTo(taken, BATCH);
        }

        @Arbiter
        public void after(L_Result r) {
            channel.drainTo(taken, CAPACITY);
            List<Integer> all = IntStream.range(0, next).boxed().toList();
            r.r1 = taken.equals(all) ? "in order" : "of " + next + " came " + taken;
        }
    }
}
