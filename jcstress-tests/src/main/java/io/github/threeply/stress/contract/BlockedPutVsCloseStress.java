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
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * Is a put that waits for room refused when the channel is closed? With nobody left to take, it would wait for ever, and
 * with it the shutdown of its program. A put that hangs here is reported as a hang.
 */
@JCStressTest
@State
@Outcome(id = "CLOSED, 1", expect = ACCEPTABLE, desc = "Refused; what was inside stays.")
@Outcome(expect = FORBIDDEN, desc = "Accepted beyond the capacity, or an item was lost.")
@Proves("channel.refusal")
public class BlockedPutVsCloseStress {
    private final Channel<Integer> channel = Channel.bounded(1);

    public BlockedPutVsCloseStress() {
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
