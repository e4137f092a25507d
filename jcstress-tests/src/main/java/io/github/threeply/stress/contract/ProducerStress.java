package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Producer;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LIZ_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Does the last of several producers close the channel, and none before? A count that is tested and then changed lets
 * another producer in after the last one has gone; see {@code CountThenJoin} in the gallery.
 */
@Proves("channel.producer")
public class ProducerStress {

    /** One producer puts and closes, the other closes: the item of the first is inside, and the channel is closed. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, true", expect = ACCEPTABLE, desc = "Inside, and closed by the last of the two.")
    @Outcome(expect = FORBIDDEN, desc = "Closed under the hands of a producer, or not closed at all.")
    public static class LastCloseVsPut {
        private final Channel<Integer> channel = Channel.bounded(2);
        private final Producer<Integer> first = Producer.of(channel);
        private final Producer<Integer> second = first.another();

        @Actor
        public void putting(LIZ_Result r) {
            try {
                r.r1 = first.tryPut(1);
            } finally {
                first.close();
            }
        }

        @Actor
        public void closing() {
            second.close();
        }

        @Arbiter
        public void after(LIZ_Result r) {
            r.r3 = channel.isClosed();
            r.r2 = ChannelActs.drain(channel);
        }
    }

    /** Another handle is asked for while the last one is closed. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, true", expect = ACCEPTABLE, desc = "There was another one in time: it can put.")
    @Outcome(id = "REFUSED, 0, true", expect = ACCEPTABLE, desc = "The last one was closed before.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "A handle of a channel that is closed already, or a channel that nobody closes.")
    public static class AnotherVsClose {
        private final Channel<Integer> channel = Channel.bounded(2);
        private final Producer<Integer> first = Producer.of(channel);

        @Actor
        public void asking(LIZ_Result r) {
            try (Producer<Integer> another = first.another()) {
                r.r1 = another.tryPut(1);
            } catch (IllegalStateException e) {
                r.r1 = "REFUSED";
            }
        }

        @Actor
        public void closing() {
            first.close();
        }

        @Arbiter
        public void after(LIZ_Result r) {
            r.r3 = channel.isClosed();
            r.r2 = ChannelActs.drain(channel);
        }
    }

    /** The last two are closed at once: who takes learns the end. */
    @JCStressTest
    @State
    @Outcome(id = "END", expect = ACCEPTABLE, desc = "The end.")
    @Outcome(expect = FORBIDDEN, desc = "An item from nowhere.")
    public static class CloseVsClose {
        private final Channel<Integer> channel = Channel.bounded(2);
        private final Producer<Integer> first = Producer.of(channel);
        private final Producer<Integer> second = first.another();

        @Actor
        public void consumer(L_Result r) {
            second.close();
            r.r1 = ChannelActs.take(channel);
        }

        @Actor
        public void closing() {
            first.close();
        }
    }
}
