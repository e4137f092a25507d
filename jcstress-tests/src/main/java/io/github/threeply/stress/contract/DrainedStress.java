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
 * Is "closed and empty" one answer? The producer puts and then closes, so at no instant the channel is both. Who reads
 * "empty" first and "closed" next, or the other way round with a put that is half done, finds an end with an item behind
 * it; any hardware shows it. The twin is {@code EmptyThenClosed} in the gallery.
 */
@JCStressTest
@State
@Outcome(id = "false, null", expect = ACCEPTABLE, desc = "Nothing yet.")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "Not drained, and the item.")
@Outcome(expect = FORBIDDEN, desc = "Drained, with an item inside.")
@Proves("channel.drained")
public class DrainedStress {
    private final Channel<Integer> channel = Channel.bounded(2);

    @Actor
    public void producer() {
        channel.tryPut(1);
        channel.close();
    }

    @Actor
    public void consumer(LL_Result r) {
        r.r1 = channel.isDrained();
        r.r2 = channel.tryTake();
    }
}
