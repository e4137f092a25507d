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
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LLI_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Does the channel for one producer and one consumer end as the one for many does? Any thread may close, fail or abort it,
 * though only one may put and one may take. The questions are those of the tests named after each class, with the same
 * outcomes.
 */
@Proves("channel.onetoone")
public class OneToOneEndStress {

    /** As {@link TakeVsCloseStress.Empty}. */
    @JCStressTest
    @State
    @Outcome(id = "END, true", expect = ACCEPTABLE, desc = "The end, for ever.")
    @Outcome(expect = FORBIDDEN, desc = "An item from nowhere, or an end that is none.")
    @Proves({"channel.end", "channel.drained", "channel.onetoone"})
    public static class TakeVsClose {
        private final Channel<Integer> channel = Channel.oneToOne(1);

        @Actor
        public void consumer(LL_Result r) {
            r.r1 = ChannelActs.take(channel);
            r.r2 = channel.isDrained();
        }

        @Actor
        public void closer() {
            channel.close();
        }
    }

    /** As {@link TakeVsCloseStress.OneItem}. */
    @JCStressTest
    @State
    @Outcome(id = "1, END, 0", expect = ACCEPTABLE, desc = "The item, then the end.")
    @Outcome(expect = FORBIDDEN, desc = "The item was lost, or came twice.")
    @Proves({"channel.end", "channel.onetoone"})
    public static class TakeVsCloseOneItem {
        private final Channel<Integer> channel = Channel.oneToOne(1);

        public TakeVsCloseOneItem() {
            channel.tryPut(1);
        }

        @Actor
        public void consumer(LLI_Result r) {
            r.r1 = ChannelActs.take(channel);
            r.r2 = ChannelActs.take(channel);
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void after(LLI_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /** As {@link AbortStress.AbortVsAbort}. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first gave it back.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second gave it back.")
    @Outcome(expect = FORBIDDEN, desc = "Nobody gave it back, or both.")
    @Proves({"channel.abort", "channel.onetoone"})
    public static class AbortVsAbort {
        private final Channel<Integer> channel = Channel.oneToOne(1);

        public AbortVsAbort() {
            channel.tryPut(1);
        }

        @Actor
        public void first(II_Result r) {
            r.r1 = channel.abort(ChannelActs.CAUSE).size();
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = channel.abort(ChannelActs.CAUSE).size();
        }
    }

    /** As {@link FailStress.OneItem}. */
    @JCStressTest
    @State
    @Outcome(id = "1, FAILED", expect = ACCEPTABLE, desc = "The item, then the cause.")
    @Outcome(expect = FORBIDDEN, desc = "The item was lost, or the failure looked like an end.")
    @Proves({"channel.failure", "channel.onetoone"})
    public static class FailVsTake {
        private final Channel<Integer> channel = Channel.oneToOne(1);

        public FailVsTake() {
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
}
