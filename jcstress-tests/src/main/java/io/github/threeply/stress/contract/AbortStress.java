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

/**
 * Is every item either given back by one abort, or still the producer's? An abort that empties a plain queue and then
 * marks it as closed leaves the item of a late put behind; two that share the work may give one item back twice.
 */
@Proves({"channel.abort", "channel.once"})
public class AbortStress {

    /** A put against an abort. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was first: the abort gives its item back.")
    @Outcome(id = "FAILED, 0, 0", expect = ACCEPTABLE, desc = "The abort was first: the producer keeps the item.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    public static class PutVsAbort {
        private final Channel<Integer> channel = Channel.bounded(2);

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

    /** A take against an abort. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The take was first.")
    @Outcome(id = "FAILED, 1, 0", expect = ACCEPTABLE, desc = "The abort was first, and the take has its cause.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    public static class TakeVsAbort {
        private final Channel<Integer> channel = Channel.bounded(1);

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

    /** Two aborts, one item. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first gave it back.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second gave it back.")
    @Outcome(expect = FORBIDDEN, desc = "Nobody gave it back, or both.")
    public static class AbortVsAbort {
        private final Channel<Integer> channel = Channel.bounded(1);

        public AbortVsAbort() {
            channel.tryPut(1);
        }

        @Actor
        public void first(II_Result r) {
            r.r1 = channel.abort(ChannelActs.CAUSE).size();
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = channel.abort(ChannelActs.CAUSE).size();
        }
    }
}
