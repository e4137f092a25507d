package io.github.threeply.stress.wide;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.contract.ChannelActs;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLI_Result;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/**
 * Does a channel keep its promises where three or four meet at its end? Two that agree with a third need not agree with each
 * other: a hand-over that is right for one producer and the close may still strand a second producer behind it.
 */
public class ChannelStress {

    private ChannelStress() {}

    /** One puts, one takes, and a third one closes. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was first: its item came before the end.")
    @Outcome(id = "CLOSED, END, 0", expect = ACCEPTABLE, desc = "The close was first: the producer keeps the item.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, stranded behind the end, or came though it was refused.")
    @Proves({"channel.ownership", "channel.end"})
    public static class PutTakeClose {
        private final Channel<Integer> channel = Channel.bounded(1);

        @Actor
        public void producer(LLI_Result r) {
            r.r1 = ChannelActs.put(channel, 1);
        }

        @Actor
        public void consumer(LLI_Result r) {
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

    /** Two put into one place, and a third one closes: who waits for room is refused. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, CLOSED, 1", expect = ACCEPTABLE, desc = "The first had the place.")
    @Outcome(id = "CLOSED, ACCEPTED, 1", expect = ACCEPTABLE, desc = "The second had the place.")
    @Outcome(id = "CLOSED, CLOSED, 0", expect = ACCEPTABLE, desc = "The close was first.")
    @Outcome(expect = FORBIDDEN, desc = "Both were accepted, or what was accepted is not there.")
    @Proves({"channel.bound", "channel.refusal"})
    public static class TwoPutsClose {
        private final Channel<Integer> channel = Channel.bounded(1);

        @Actor
        public void first(LLI_Result r) {
            r.r1 = ChannelActs.put(channel, 1);
        }

        @Actor
        public void second(LLI_Result r) {
            r.r2 = ChannelActs.put(channel, 2);
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

    /** Three take, there is one item, and a fourth one closes: one has the item, and all come back. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, END, END, 0", "END, 1, END, 0", "END, END, 1, 0"},
            expect = ACCEPTABLE,
            desc = "One has it, the others the end.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or came twice.")
    @Proves({"channel.once", "channel.end"})
    public static class ThreeTakersClose {
        private final Channel<Integer> channel = Channel.bounded(1);

        public ThreeTakersClose() {
            channel.tryPut(1);
        }

        @Actor
        public void first(LLLL_Result r) {
            r.r1 = ChannelActs.take(channel);
        }

        @Actor
        public void second(LLLL_Result r) {
            r.r2 = ChannelActs.take(channel);
        }

        @Actor
        public void third(LLLL_Result r) {
            r.r3 = ChannelActs.take(channel);
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void after(LLLL_Result r) {
            r.r4 = ChannelActs.drain(channel);
        }
    }
}
