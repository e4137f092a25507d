package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * Does a failure reach the consumer after the items accepted before, with its cause, and never as a mere end? A channel
 * that closes first and stores the cause after would tell a consumer that all went well.
 */
@Proves("channel.failure")
public class FailStress {

    /** One item inside: it is taken, then the cause comes. */
    @JCStressTest
    @State
    @Outcome(id = "1, FAILED", expect = ACCEPTABLE, desc = "The item, then the cause.")
    @Outcome(expect = FORBIDDEN, desc = "The item was lost, or the failure looked like an end.")
    public static class OneItem {
        private final Channel<Integer> channel = Channel.bounded(1);

        public OneItem() {
            channel.tryPut(1);
        }

        @Actor
        public void failing() {
            channel.fail(ChannelActs.CAUSE);
        }

        @Actor
        public void consumer(LL_Result r) {
            r.r1 = ChannelActs.take(channel);
            r.r2 = ChannelActs.take(channel);
        }
    }

    /** A failure against a close on an empty channel: whichever the consumer sees, the failing side is told the same. */
    @JCStressTest
    @State
    @Outcome(id = "true, FAILED", expect = ACCEPTABLE, desc = "Failed, and everybody knows.")
    @Outcome(id = "false, END", expect = ACCEPTABLE, desc = "Drained first: too late to fail, and the caller knows.")
    @Outcome(expect = FORBIDDEN, desc = "The two sides were told different ends.")
    public static class FailVsEnd {
        private final Channel<Integer> channel = Channel.bounded(1);

        public FailVsEnd() {
            channel.close();
        }

        @Actor
        public void failing(ZL_Result r) {
            r.r1 = channel.fail(ChannelActs.CAUSE);
        }

        @Actor
        public void consumer(ZL_Result r) {
            r.r2 = ChannelActs.take(channel);
        }
    }

    /** Two failures: one counts, and who comes second finds the channel closed all the same. */
    @JCStressTest
    @State
    @Outcome(id = "true, CLOSED, false, CLOSED", expect = ACCEPTABLE, desc = "The first failed it.")
    @Outcome(id = "false, CLOSED, true, CLOSED", expect = ACCEPTABLE, desc = "The second failed it.")
    @Outcome(expect = FORBIDDEN, desc = "Failed twice or never, or still accepting after one of them returned.")
    public static class FailVsFail {
        private final Channel<Integer> channel = Channel.bounded(2);

        @Actor
        public void first(LLLL_Result r) {
            r.r1 = channel.fail(ChannelActs.CAUSE);
            r.r2 = channel.tryPut(1);
        }

        @Actor
        public void second(LLLL_Result r) {
            r.r3 = channel.fail(ChannelActs.CAUSE);
            r.r4 = channel.tryPut(2);
        }
    }
}
