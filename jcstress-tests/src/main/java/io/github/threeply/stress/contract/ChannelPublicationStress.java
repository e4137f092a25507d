package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does who takes an item see what its producer did before the put? A channel that showed the item before the work would
 * hand out half-made objects: where stores are reordered (AArch64, and any compiler) the payload reads 0. The twin is
 * {@code MessagePassing} in the gallery.
 */
@Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Nothing put yet.")
@Outcome(id = "7, 8", expect = ACCEPTABLE, desc = "The item, and what was done before it was put.")
@Outcome(expect = FORBIDDEN, desc = "The item without what was done before.")
@Proves("channel.publication")
public class ChannelPublicationStress {

    /** An item that its producer fills before it lets go of it. */
    static final class Item {
        int inside;
    }

    /** With the forms that never wait, which meet most often. */
    @JCStressTest
    @JCStressMeta(ChannelPublicationStress.class)
    @State
    public static class NeverWaiting {
        private final Channel<Item> channel = Channel.bounded(1);
        private int beside;

        @Actor
        public void producer() {
            Item item = new Item();
            item.inside = 7;
            beside = 8;
            channel.tryPut(item);
        }

        @Actor
        public void consumer(II_Result r) {
            Item item = channel.tryTake();
            r.r1 = item == null ? -1 : item.inside;
            r.r2 = item == null ? -1 : beside;
        }
    }

    /** With the forms that wait: the item may be handed to a thread that was parked. */
    @JCStressTest
    @Outcome(id = "7, 8", expect = ACCEPTABLE, desc = "The item, and what was done before it was put.")
    @Outcome(expect = FORBIDDEN, desc = "The item without what was done before, or no item.")
    @State
    public static class Waiting {
        private final Channel<Item> channel = Channel.bounded(1);
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
}
