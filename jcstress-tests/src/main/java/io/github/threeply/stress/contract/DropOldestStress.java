package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Offer;
import io.github.threeply.patterns.OldestDrops;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * A full channel of one item; a producer makes room by taking the oldest, by the code of {@code BackPressure.dropOldest()}, while
 * a consumer takes. Is each of the two items consumed, dropped, or still there, once? Results: what was consumed, dropped
 * and left, as numbers (0 for nothing), and both items less these three, which must be nothing. A producer that counts a
 * drop whenever it finds the channel full, whether or not it took anything, fails on any hardware.
 */
@JCStressTest
@State
@Outcome(id = "1, 0, 2, 0", expect = ACCEPTABLE, desc = "The consumer made room.")
@Outcome(id = "2, 1, 0, 0", expect = ACCEPTABLE, desc = "The old item was dropped, the new one consumed.")
@Outcome(id = "0, 1, 2, 0", expect = ACCEPTABLE, desc = "The old item was dropped while the consumer found nothing.")
@Outcome(expect = FORBIDDEN, desc = "An item was lost or doubled.")
@Proves("pipeline.drop")
public class DropOldestStress {
    private final Channel<Object> channel = Channel.bounded(1);
    private int dropped;

    public DropOldestStress() {
        channel.tryPut(1);
    }

    @Actor
    public void producer() {
        if (channel.tryPut(2) == Offer.FULL) {
            OldestDrops.put(channel, 2, oldest -> dropped += (Integer) oldest);
        }
    }

    @Actor
    public void consumer(IIII_Result r) {
        Object item = channel.tryTake();
        r.r1 = item == null ? 0 : (Integer) item;
    }

    @Arbiter
    public void after(IIII_Result r) {
        Object left = channel.tryTake();
        r.r2 = dropped;
        r.r3 = left == null ? 0 : (Integer) left;
        r.r4 = 3 - r.r1 - r.r2 - r.r3;
    }
}
