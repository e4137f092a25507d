package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * Is an item that was put while the channel was being closed either inside, or still the producer's? A flag that is
 * tested before the item is added lets the close and the last take slip between, and the item is stranded; any hardware
 * shows it. The twin is {@code ConsumerLeavesFirst} in the gallery.
 */
@JCStressTest
@State
@Outcome(id = "ACCEPTED, 1", expect = ACCEPTABLE, desc = "The put was first: its item is inside.")
@Outcome(id = "CLOSED, 0", expect = ACCEPTABLE, desc = "The close was first: the producer keeps the item.")
@Outcome(expect = FORBIDDEN, desc = "The item is lost, or was refused and is inside all the same.")
public class PutVsCloseStress {
    private final Channel<Integer> channel = Channel.bounded(2);

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
