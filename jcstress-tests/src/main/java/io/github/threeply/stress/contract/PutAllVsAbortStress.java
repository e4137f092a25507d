package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Is every item of a batch that is put during an abort either given back by it, or still the producer's? An abort that
 * takes what it sees in the slots misses the items of a batch that has its places and is still filling them. The batch is larger than the channel, so
 * one that waits for room is refused too, and must not be told that none of its items were added.
 */
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "The abort was first.")
@Outcome(id = "3, 3, 0", expect = ACCEPTABLE, desc = "Aborted while the last one waits for room.")
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Aborted after one item.")
@Outcome(id = "2, 2, 0", expect = ACCEPTABLE, desc = "Aborted after two items.")
@Outcome(expect = FORBIDDEN, desc = "An item is lost, or has two owners.")
@Proves({"channel.batch", "channel.abort"})
public class PutAllVsAbortStress {

    /** A channel for many. */
    @JCStressTest
    @JCStressMeta(PutAllVsAbortStress.class)
    @State
    public static class Bounded {
        private final Channel<Integer> channel = Channel.bounded(3);

        @Actor
        public void producer(III_Result r) {
            r.r1 = ChannelActs.putAll(channel, List.of(1, 2, 3, 4));
        }

        @Actor
        public void aborter(III_Result r) {
            r.r2 = channel.abort(ChannelActs.CAUSE).size();
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /** A channel for one producer and one consumer. */
    @JCStressTest
    @JCStressMeta(PutAllVsAbortStress.class)
    @State
    public static class OneToOne {
        private final Channel<Integer> channel = Channel.oneToOne(3);

        @Actor
        public void producer(III_Result r) {
            r.r1 = ChannelActs.putAll(channel, List.of(1, 2, 3, 4));
        }

        @Actor
        public void aborter(III_Result r) {
            r.r2 = channel.abort(ChannelActs.CAUSE).size();
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }
}
