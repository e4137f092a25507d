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
import org.openjdk.jcstress.infra.results.LII_Result;

/**
 * Is an item that was put while the channel was being closed either handed out before the end, or still the producer's?
 * Who closes also takes until the end, as a consumer would: a flag that is tested before the item is added, or an end that
 * does not wait for a put that is half done, lets the last take slip between, and the item is stranded; any hardware shows
 * it. A close that is a read and a write may undo a put. The twin is {@code ConsumerLeavesFirst} in the gallery.
 */
@JCStressTest
@State
@Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was first: its item came before the end.")
@Outcome(id = "CLOSED, 0, 0", expect = ACCEPTABLE, desc = "The close was first: the producer keeps the item.")
@Outcome(
        expect = FORBIDDEN,
        desc = "The item is lost, stranded behind the end, or was refused and is inside all the same.")
@Proves("channel.ownership")
public class PutVsCloseStress {
    private final Channel<Integer> channel = Channel.bounded(2);

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
