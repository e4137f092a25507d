package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Offer;
import io.github.threeply.core.Producer;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

@Race(
        name = "count-then-join",
        title = "Joined after the end",
        wrong = "Producers are counted, and the last one to leave closes the stream; a newcomer tests that "
                + "somebody is still there and then adds itself to the count. The last one leaves in between, "
                + "and the newcomer has joined a stream that has ended.",
        shows = "Any processor with two cores, though the count itself is atomic.",
        cure = "Producer.another(): it tests and adds in one step.")
@Without("channel.producer")
public class CountThenJoin {

    /** Counted by hand. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "PUT", expect = ACCEPTABLE, desc = "Joined in time.")
    @Outcome(id = "TOO LATE", expect = ACCEPTABLE, desc = "Nobody was there any more, and it knows.")
    @Outcome(id = "CLOSED", expect = ACCEPTABLE_INTERESTING, desc = "Joined, and the stream had ended all the same.")
    public static class Broken {
        private final Channel<Integer> channel = Channel.bounded(1);
        private final AtomicInteger producers = new AtomicInteger(1);

        @Actor
        public void joining(L_Result r) {
            if (producers.get() > 0) {
                producers.incrementAndGet();
                r.r1 = channel.tryPut(1) == Offer.ACCEPTED ? "PUT" : "CLOSED";
            } else {
                r.r1 = "TOO LATE";
            }
        }

        @Actor
        public void leaving() {
            if (producers.decrementAndGet() == 0) {
                channel.close();
            }
        }
    }

    /** Cured: there is another producer before the last one has gone, or there is none. */
    @JCStressTest
    @State
    @Outcome(id = "PUT", expect = ACCEPTABLE, desc = "Joined in time.")
    @Outcome(id = "TOO LATE", expect = ACCEPTABLE, desc = "Nobody was there any more, and it knows.")
    @Outcome(expect = FORBIDDEN, desc = "Joined, and the stream had ended all the same.")
    public static class CuredByProducer {
        private final Channel<Integer> channel = Channel.bounded(1);
        private final Producer<Integer> first = Producer.of(channel);

        @Actor
        public void joining(L_Result r) {
            try (Producer<Integer> another = first.another()) {
                r.r1 = another.tryPut(1) == Offer.ACCEPTED ? "PUT" : "CLOSED";
            } catch (IllegalStateException e) {
                r.r1 = "TOO LATE";
            }
        }

        @Actor
        public void leaving() {
            first.close();
        }
    }
}
