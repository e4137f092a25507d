package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LII_Result;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * Does a channel that holds nothing hand each item from one thread to another, or leave it with its producer? A hand-over
 * that tests a closed flag first, and then leaves its item for a taker, strands it when the taker goes in between. A put or
 * a take that hangs is reported as a hang.
 */
public class RendezvousStress {

    /** An item that its producer fills before it lets go of it. */
    static final class Item {
        int inside;
    }

    /** From hand to hand, with what the producer did before. */
    @JCStressTest
    @State
    @Outcome(id = "7, 8", expect = ACCEPTABLE, desc = "The item, and what was done before it was put.")
    @Outcome(expect = FORBIDDEN, desc = "The item without what was done before, or no item.")
    @Proves("channel.publication")
    public static class Publication {
        private final Channel<Item> channel = Channel.rendezvous();
        private int beside;

        @Actor
        public void producer() {
            Item item = new Item();
            item.inside = 7;
            beside = 8;
            ChannelActs.put(channel, item);
        }

        @Actor
        public void consumer(II_Result r) {
            Object taken = ChannelActs.take(channel);
            r.r1 = taken instanceof Item item ? item.inside : -1;
            r.r2 = beside;
        }
    }

    /** A tryPut is accepted only if a take has the item. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1", expect = ACCEPTABLE, desc = "The take waited.")
    @Outcome(id = "FULL, END", expect = ACCEPTABLE, desc = "The take came later.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or was refused and taken all the same.")
    @Proves({"channel.bound", "channel.ownership"})
    public static class TryPutVsTake {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void producer(LL_Result r) {
            r.r1 = channel.tryPut(1);
            channel.close();
        }

        @Actor
        public void consumer(LL_Result r) {
            r.r2 = ChannelActs.take(channel);
        }
    }

    /** A tryTake finds an item only if a put has waited with it. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1", expect = ACCEPTABLE, desc = "The put waited.")
    @Outcome(id = "CLOSED, null", expect = ACCEPTABLE, desc = "The put came later, or was refused: it keeps the item.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or was refused and taken all the same.")
    @Proves({"channel.bound", "channel.ownership"})
    public static class PutVsTryTake {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void producer(LL_Result r) {
            r.r1 = ChannelActs.put(channel, 1);
        }

        @Actor
        public void consumer(LL_Result r) {
            r.r2 = channel.tryTake();
            channel.close();
        }
    }

    /** Two that only try do not meet: nothing is held in between. */
    @JCStressTest
    @State
    @Outcome(id = "FULL, null", expect = ACCEPTABLE, desc = "Neither waits.")
    @Outcome(expect = FORBIDDEN, desc = "An item was held.")
    @Proves("channel.bound")
    public static class NeverMeeting {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void producer(LL_Result r) {
            r.r1 = channel.tryPut(1);
        }

        @Actor
        public void consumer(LL_Result r) {
            r.r2 = channel.tryTake();
        }
    }

    /** A put against a close, with nobody to take. */
    @JCStressTest
    @State
    @Outcome(id = "CLOSED, 0", expect = ACCEPTABLE, desc = "Refused, and it keeps its item.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted though nobody took it, or the item is inside.")
    @Proves("channel.refusal")
    public static class PutVsClose {
        private final Channel<Integer> channel = Channel.rendezvous();

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

    /** The producer hands its item over and closes: the end comes after the item. */
    @JCStressTest
    @State
    @Outcome(id = "1, END", expect = ACCEPTABLE, desc = "The item, then the end.")
    @Outcome(expect = FORBIDDEN, desc = "The end before the item that was put before it.")
    @Proves("channel.end")
    public static class PutThenCloseVsTake {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void producer() {
            ChannelActs.put(channel, 1);
            channel.close();
        }

        @Actor
        public void consumer(LL_Result r) {
            r.r1 = ChannelActs.take(channel);
            r.r2 = ChannelActs.take(channel);
        }
    }

    /** A take against a close. A take that hangs is reported as a hang. */
    @JCStressTest
    @State
    @Outcome(id = "END, true", expect = ACCEPTABLE, desc = "The end, for ever.")
    @Outcome(expect = FORBIDDEN, desc = "An item from nowhere, or an end that is none.")
    @Proves("channel.end")
    public static class TakeVsClose {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void consumer(LL_Result r) {
            r.r1 = ChannelActs.take(channel);
            r.r2 = channel.isDrained();
        }

        @Actor
        public void closer() {
            channel.close();
        }
    }

    /** A put against an abort, which has nothing to give back. */
    @JCStressTest
    @State
    @Outcome(id = "FAILED, 0, 0", expect = ACCEPTABLE, desc = "The producer keeps the item.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    @Proves("channel.abort")
    public static class PutVsAbort {
        private final Channel<Integer> channel = Channel.rendezvous();

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

    /** A failure against a take: it is never a mere end. */
    @JCStressTest
    @State
    @Outcome(id = "true, FAILED", expect = ACCEPTABLE, desc = "The take has the cause.")
    @Outcome(expect = FORBIDDEN, desc = "The failure was lost, or looked like an end.")
    @Proves("channel.failure")
    public static class FailVsTake {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void failing(ZL_Result r) {
            r.r1 = channel.fail(ChannelActs.CAUSE);
        }

        @Actor
        public void consumer(ZL_Result r) {
            r.r2 = ChannelActs.take(channel);
        }
    }
}
