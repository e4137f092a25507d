package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a batch that is put while the channel is being closed tell exactly how many of its items are inside? A batch that
 * claims its places in one step, and fills them later, must not leave some of them behind the close; one that is told of
 * the close with a wrong count loses items, or has its caller send them twice. The batch is larger than the channel, so a
 * put that waits for room is refused too; if that is lost, it hangs.
 */
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The close was first.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Closed after one item.")
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Closed after two items.")
@Outcome(id = "3, 3", expect = ACCEPTABLE, desc = "Closed while the last one waits for room.")
@Outcome(expect = FORBIDDEN, desc = "What the producer was told and what is inside differ.")
@Proves({"channel.batch", "channel.ownership"})
public class PutAllVsCloseStress {

    /** A channel for many. */
    @JCStressTest
    @JCStressMeta(PutAllVsCloseStress.class)
    @State
    public static class Bounded {
        private final Channel<Integer> channel = Channel.bounded(3);

        @Actor
        public void producer(II_Result r) {
            r.r1 = ChannelActs.putAll(channel, List.of(1, 2, 3, 4));
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = ChannelActs.drain(channel);
        }
    }

    /** A channel for one producer and one consumer. */
    @JCStressTest
    @JCStressMeta(PutAllVsCloseStress.class)
    @State
    public static class OneToOne {
        private final Channel<Integer> channel = Channel.oneToOne(3);

        @Actor
        public void producer(II_Result r) {
            r.r1 = ChannelActs.putAll(channel, List.of(1, 2, 3, 4));
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = ChannelActs.drain(channel);
        }
    }

    /** A fair channel. */
    @JCStressTest
    @JCStressMeta(PutAllVsCloseStress.class)
    @State
    public static class Fair {
        private final Channel<Integer> channel = Channel.fair(3);

        @Actor
        public void producer(II_Result r) {
            r.r1 = ChannelActs.putAll(channel, List.of(1, 2, 3, 4));
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = ChannelActs.drain(channel);
        }
    }
}
