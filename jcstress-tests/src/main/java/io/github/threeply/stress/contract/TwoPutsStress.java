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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Does a channel with room for one item accept one of two? A queue that tests its size before it adds takes both, and
 * its bound is none; any hardware shows it.
 */
@JCStressTest
@State
@Outcome(id = "ACCEPTED, FULL, 1", expect = ACCEPTABLE, desc = "The first is inside.")
@Outcome(id = "FULL, ACCEPTED, 2", expect = ACCEPTABLE, desc = "The second is inside.")
@Outcome(expect = FORBIDDEN, desc = "Over the bound, or an item was lost.")
@Proves("channel.bound")
public class TwoPutsStress {
    private final Channel<Integer> channel = Channel.bounded(1);

    @Actor
    public void first(LLL_Result r) {
        r.r1 = channel.tryPut(1);
    }

    @Actor
    public void second(LLL_Result r) {
        r.r2 = channel.tryPut(2);
    }

    @Arbiter
    public void after(LLL_Result r) {
        r.r3 = channel.tryTake();
    }
}
