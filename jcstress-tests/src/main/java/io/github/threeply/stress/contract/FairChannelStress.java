package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.Parked;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LII_Result;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.LLI_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Does a fair channel keep the contract of every channel, and does nobody overtake? Where a woken thread has to compete for
 * its item, one that comes by may be faster; here who serves it hands the item over.
 */
public class FairChannelStress {

    /** An item that its producer fills before it lets go of it. */
    static final class Item {
        int inside;
    }

    /** What a producer did before its put is seen by who takes the item. */
    @JCStressTest
    @State
    @Outcome(id = "7, 8", expect = ACCEPTABLE, desc = "The item, and what was done before it was put.")
    @Outcome(expect = FORBIDDEN, desc = "The item without what was done before, or no item.")
    @Proves("channel.publication")
    public static class Publication {
        private final Channel<Item> channel = Channel.fair(1);
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

    /** One item, two takers. */
    @JCStressTest
    @State
    @Outcome(id = "1, null", expect = ACCEPTABLE, desc = "The first has it.")
    @Outcome(id = "null, 1", expect = ACCEPTABLE, desc = "The second has it.")
    @Outcome(expect = FORBIDDEN, desc = "The item was lost, or came twice.")
    @Proves("channel.once")
    public static class TwoTakers {
        private final Channel<Integer> channel = Channel.fair(2);

        public TwoTakers() {
            channel.tryPut(1);
        }

        @Actor
        public void first(LL_Result r) {
            r.r1 = channel.tryTake();
        }

        @Actor
        public void second(LL_Result r) {
            r.r2 = channel.tryTake();
        }
    }

    /** Room for one of two. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, FULL, 1", expect = ACCEPTABLE, desc = "The first is inside.")
    @Outcome(id = "FULL, ACCEPTED, 2", expect = ACCEPTABLE, desc = "The second is inside.")
    @Outcome(expect = FORBIDDEN, desc = "Over the bound, or an item was lost.")
    @Proves("channel.bound")
    public static class TwoPuts {
        private final Channel<Integer> channel = Channel.fair(1);

        @Actor
        public void first(LLL_Result r) {
            r.r1 = channel.tryPut(1);
        }

        @Actor
        public void second(LLL_Result r) {
            r.r2 = channel.tryPut(2);
        }

        @Arbiter
        public void after(LLL_Result r) {
            r.r3 = channel.tryTake();
        }
    }

    /** A full channel hands its items over in order: the second put waits for the first take. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, ACCEPTED", expect = ACCEPTABLE, desc = "Both, in order.")
    @Outcome(expect = FORBIDDEN, desc = "An item was lost, doubled, or out of order.")
    @Proves("channel.order")
    public static class PutTakeOrder {
        private final Channel<Integer> channel = Channel.fair(1);

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

    /** Who comes by while another comes to wait takes the item, or that one has it. */
    @JCStressTest
    @State
    @Outcome(id = "1, ACCEPTED, null", expect = ACCEPTABLE, desc = "The take waited: the item is its own.")
    @Outcome(id = "END, ACCEPTED, 1", expect = ACCEPTABLE, desc = "The take came after the item was gone.")
    @Outcome(expect = FORBIDDEN, desc = "The item was lost, came twice, or left the waiting take without news.")
    @Proves("channel.fair")
    public static class PassingBy {
        private final Channel<Integer> channel = Channel.fair(1);

        @Actor
        public void waiting(LLL_Result r) {
            r.r1 = ChannelActs.take(channel);
        }

        @Actor
        public void passing(LLL_Result r) {
            r.r2 = channel.tryPut(1);
            r.r3 = channel.tryTake();
            channel.close();
        }
    }

    /** A take has waited for long when another puts and takes: the item is not for that one, however fast it is. */
    @JCStressTest
    @State
    @Outcome(id = "1, ACCEPTED, null", expect = ACCEPTABLE, desc = "The one that waited has it.")
    @Outcome(expect = FORBIDDEN, desc = "It was overtaken.")
    @Proves("channel.fair")
    public static class NobodyOvertakes {
        private final Channel<Integer> channel = Channel.fair(1);
        private final Parked parked = new Parked();

        @Actor
        public void waiting(LLL_Result r) {
            parked.thisThread();
            r.r1 = ChannelActs.take(channel);
        }

        @Actor
        public void passing(LLL_Result r) {
            parked.await();
            r.r2 = channel.tryPut(1);
            r.r3 = channel.tryTake();
            channel.close();
        }
    }

    /** A put has waited for room for long when another takes and puts: the room is not for that one. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, FULL", expect = ACCEPTABLE, desc = "The one that waited has the room.")
    @Outcome(expect = FORBIDDEN, desc = "It was overtaken.")
    @Proves("channel.fair")
    public static class NobodyOvertakesAPut {
        private final Channel<Integer> channel = Channel.fair(1);
        private final Parked parked = new Parked();

        public NobodyOvertakesAPut() {
            channel.tryPut(1);
        }

        @Actor
        public void waiting(LLL_Result r) {
            parked.thisThread();
            r.r1 = ChannelActs.put(channel, 2);
        }

        @Actor
        public void passing(LLL_Result r) {
            parked.await();
            r.r2 = channel.tryTake();
            r.r3 = channel.tryPut(3);
            channel.close();
        }
    }

    /** A put against a close, and takes until the end: an item that is put behind the end is stranded. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was first: its item came before the end.")
    @Outcome(id = "CLOSED, 0, 0", expect = ACCEPTABLE, desc = "The close was first: the producer keeps the item.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "The item is lost, stranded behind the end, or was refused and is inside all the same.")
    @Proves("channel.ownership")
    public static class PutVsClose {
        private final Channel<Integer> channel = Channel.fair(2);

        @Actor
        public void producer(LII_Result r) {
            r.r1 = ChannelActs.put(channel, 1);
        }

        @Actor
        public void closer(LII_Result r) {
            channel.close();
            while (ChannelActs.take(channel) instanceof Integer) {
                r.r2++;
            }
        }

        @Arbiter
        public void after(LII_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /** A take against a close, on an empty channel. A take that hangs is reported as a hang. */
    @JCStressTest
    @State
    @Outcome(id = "END, true", expect = ACCEPTABLE, desc = "The end, for ever.")
    @Outcome(expect = FORBIDDEN, desc = "An item from nowhere, or an end that is none.")
    @Proves("channel.end")
    public static class TakeVsClose {
        private final Channel<Integer> channel = Channel.fair(1);

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

    /** A take against a close, with one item inside. */
    @JCStressTest
    @State
    @Outcome(id = "1, END, 0", expect = ACCEPTABLE, desc = "The item, then the end.")
    @Outcome(expect = FORBIDDEN, desc = "The item was lost, or came twice.")
    @Proves("channel.end")
    public static class TakeVsCloseOneItem {
        private final Channel<Integer> channel = Channel.fair(1);

        public TakeVsCloseOneItem() {
            channel.tryPut(1);
        }

        @Actor
        public void consumer(LLI_Result r) {
            r.r1 = ChannelActs.take(channel);
            r.r2 = ChannelActs.take(channel);
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void after(LLI_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /** A put that waits for room against a close. */
    @JCStressTest
    @State
    @Outcome(id = "CLOSED, 1", expect = ACCEPTABLE, desc = "Refused; what was inside stays.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted beyond the capacity, or an item was lost.")
    @Proves("channel.refusal")
    public static class BlockedPutVsClose {
        private final Channel<Integer> channel = Channel.fair(1);

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
}
