package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Does a full channel hand its items over one by one, in order, each once? The second put has to wait for the room that
 * the first take makes. A slot given back too early would be overwritten, or wiped by the take before.
 */
@JCStressTest
@State
@Outcome(id = "1, 2, ACCEPTED", expect = ACCEPTABLE, desc = "Both, in order.")
@Outcome(expect = FORBIDDEN, desc = "An item was lost, doubled, or out of order.")
@Proves("channel.order")
public class PutTakeOrderStress {
    private final Channel<Integer> channel = Channel.bounded(1);

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
