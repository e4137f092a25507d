package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Does one item go to one taker? A queue whose takers look first and take then hands it to both, or leaves one of them
 * waiting; see {@code TestThenGet} in the gallery.
 */
@JCStressTest
@State
@Outcome(id = "1, null", expect = ACCEPTABLE, desc = "The first has it.")
@Outcome(id = "null, 1", expect = ACCEPTABLE, desc = "The second has it.")
@Outcome(expect = FORBIDDEN, desc = "The item was lost, or came twice.")
@Proves("channel.once")
public class TwoTakersStress {
    private final Channel<Integer> channel = Channel.bounded(2);

    public TwoTakersStress() {
        channel.tryPut(1);
    }

    @Actor
    public void first(LL_Result r) {
        r.r1 = channel.tryTake();
    }

    @Actor
    public void second(LL_Result r) {
        r.r2 = channel.tryTake();
    }
}
