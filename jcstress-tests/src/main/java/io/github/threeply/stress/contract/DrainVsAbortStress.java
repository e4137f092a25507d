package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLI_Result;

/**
 * Does each item go either to a drain or to an abort that meets it, and do both of them have theirs in order? A drain
 * takes several items by one update, so an abort sees all of them or none; one that took what it had looked at before, or
 * cleared slots that are no longer its own, would hand items out twice or lose them.
 */
@Outcome(id = "123, -, 0", expect = ACCEPTABLE, desc = "The drain was first.")
@Outcome(id = "-, 123, 0", expect = ACCEPTABLE, desc = "The abort was first.")
@Outcome(id = "1, 23, 0", expect = ACCEPTABLE, desc = "The abort came after one item.")
@Outcome(id = "12, 3, 0", expect = ACCEPTABLE, desc = "The abort came after two items.")
@Outcome(expect = FORBIDDEN, desc = "An item is lost, has two owners, or is out of order.")
@Proves({"channel.batch", "channel.abort"})
public class DrainVsAbortStress {

    /** A channel for many. */
    @JCStressTest
    @JCStressMeta(DrainVsAbortStress.class)
    @State
    public static class Bounded {
        private final Channel<Integer> channel = Channel.bounded(3);

        public Bounded() {
            channel.tryPut(1);
            channel.tryPut(2);
            channel.tryPut(3);
        }

        @Actor
        public void consumer(LLI_Result r) {
            r.r1 = ChannelActs.drained(channel, 3);
        }

        @Actor
        public void aborter(LLI_Result r) {
            r.r2 = ChannelActs.text(channel.abort(ChannelActs.CAUSE));
        }

        @Arbiter
        public void after(LLI_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /** A channel for one producer and one consumer. */
    @JCStressTest
    @JCStressMeta(DrainVsAbortStress.class)
    @State
    public static class OneToOne {
        private final Channel<Integer> channel = Channel.oneToOne(3);

        public OneToOne() {
            channel.tryPut(1);
            channel.tryPut(2);
            channel.tryPut(3);
        }

        @Actor
        public void consumer(LLI_Result r) {
            r.r1 = ChannelActs.drained(channel, 3);
        }

        @Actor
        public void aborter(LLI_Result r) {
            r.r2 = ChannelActs.text(channel.abort(ChannelActs.CAUSE));
        }

        @Arbiter
        public void after(LLI_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }
}
