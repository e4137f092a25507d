package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLI_Result;

/**
 * Does who takes an item of a batch see the item and what was done before the batch was put, whether it drains or takes
 * one by one? The items of a batch are stored before their places are published; if a place were published too soon, or by
 * a plain store where stores are reordered, a hole or a half-made object would show.
 */
@Outcome(id = "-, -, 0", expect = ACCEPTABLE, desc = "Nothing put yet.")
@Outcome(id = "-, 12, 8", expect = ACCEPTABLE, desc = "Put between the two looks.")
@Outcome(id = "1, 2, 8", expect = ACCEPTABLE, desc = "One by one, in order.")
@Outcome(id = "1, -, 8", expect = ACCEPTABLE, desc = "The first alone: a batch need not be one step.")
@Outcome(id = "-, 1, 8", expect = ACCEPTABLE, desc = "The first alone: a batch need not be one step.")
@Outcome(expect = FORBIDDEN, desc = "Out of order, or without what was done before.")
@Proves({"channel.batch", "channel.publication"})
public class PutAllPublicationStress {

    /** A channel for many. */
    @JCStressTest
    @JCStressMeta(PutAllPublicationStress.class)
    @State
    public static class Bounded {
        private final Channel<Integer> channel = Channel.bounded(2);

        private int beside;

        @Actor
        public void producer() {
            beside = 8;
            ChannelActs.putAll(channel, List.of(1, 2));
        }

        @Actor
        public void consumer(LLI_Result r) {
            Integer first = channel.tryTake();
            r.r1 = first == null ? ChannelActs.NONE : String.valueOf(first);
            String rest = ChannelActs.drained(channel, 2);
            r.r2 = rest;
            r.r3 = first == null && rest.equals(ChannelActs.NONE) ? 0 : beside;
        }
    }

    /** A channel for one producer and one consumer. */
    @JCStressTest
    @JCStressMeta(PutAllPublicationStress.class)
    @State
    public static class OneToOne {
        private final Channel<Integer> channel = Channel.oneToOne(2);

        private int beside;

        @Actor
        public void producer() {
            beside = 8;
            ChannelActs.putAll(channel, List.of(1, 2));
        }

        @Actor
        public void consumer(LLI_Result r) {
            Integer first = channel.tryTake();
            r.r1 = first == null ? ChannelActs.NONE : String.valueOf(first);
            String rest = ChannelActs.drained(channel, 2);
            r.r2 = rest;
            r.r3 = first == null && rest.equals(ChannelActs.NONE) ? 0 : beside;
        }
    }
}
