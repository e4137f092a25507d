package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Proves;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.LII_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** Does a fair channel that fails, or that is emptied at once, give each item to one owner, and tell both sides the cause? */
@Proves("channel.abort")
public class FairChannelEndStress {

    /** A put against an abort. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was first: the abort gives its item back.")
    @Outcome(id = "FAILED, 0, 0", expect = ACCEPTABLE, desc = "The abort was first: the producer keeps the item.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    public static class PutVsAbort {
        private final Channel<Integer> channel = Channel.fair(2);

        @Actor
        public void producer(LII_Result r) {
            r.r1 = ChannelActs.put(channel, 1);
        }

        @Actor
        public void aborter(LII_Result r) {
            r.r2 = channel.abort(ChannelActs.CAUSE).size();
        }

        @Arbiter
        public void after(LII_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /** A put that waits for room against an abort. */
    @JCStressTest
    @State
    @Outcome(id = "FAILED, 1, 0", expect = ACCEPTABLE, desc = "The put keeps its item, the one inside is given back.")
    @Outcome(expect = FORBIDDEN, desc = "An item is lost, or has two owners.")
    @Proves({"channel.abort", "channel.refusal"})
    public static class BlockedPutVsAbort {
        private final Channel<Integer> channel = Channel.fair(1);

        public BlockedPutVsAbort() {
            channel.tryPut(1);
        }

        @Actor
        public void producer(LII_Result r) {
            r.r1 = ChannelActs.put(channel, 2);
        }

        @Actor
        public void aborter(LII_Result r) {
            r.r2 = channel.abort(ChannelActs.CAUSE).size();
        }

        @Arbiter
        public void after(LII_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /** A take against an abort. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The take was first.")
    @Outcome(id = "FAILED, 1, 0", expect = ACCEPTABLE, desc = "The abort was first, and the take has its cause.")
    @Outcome(expect = FORBIDDEN, desc = "The item is lost, or has two owners.")
    public static class TakeVsAbort {
        private final Channel<Integer> channel = Channel.fair(1);

        public TakeVsAbort() {
            channel.tryPut(1);
        }

        @Actor
        public void consumer(LII_Result r) {
            r.r1 = ChannelActs.take(channel);
        }

        @Actor
        public void aborter(LII_Result r) {
            r.r2 = channel.abort(ChannelActs.CAUSE).size();
        }

        @Arbiter
        public void after(LII_Result r) {
            r.r3 = ChannelActs.drain(channel);
        }
    }

    /** Two aborts, one item. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first gave it back.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second gave it back.")
    @Outcome(expect = FORBIDDEN, desc = "Nobody gave it back, or both.")
    public static class AbortVsAbort {
        private final Channel<Integer> channel = Channel.fair(1);

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

    /** A failure against two takes, with one item inside. */
    @JCStressTest
    @State
    @Outcome(id = "1, FAILED", expect = ACCEPTABLE, desc = "The item, then the cause.")
    @Outcome(expect = FORBIDDEN, desc = "The item was lost, or the failure looked like an end.")
    @Proves("channel.failure")
    public static class FailVsTake {
        private final Channel<Integer> channel = Channel.fair(1);

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

    /** A failure against a take on a closed, empty channel: both sides are told the same. */
    @JCStressTest
    @State
    @Outcome(id = "true, FAILED", expect = ACCEPTABLE, desc = "Failed, and everybody knows.")
    @Outcome(id = "false, END", expect = ACCEPTABLE, desc = "Drained first: too late to fail, and the caller knows.")
    @Outcome(expect = FORBIDDEN, desc = "The two sides were told different ends.")
    @Proves("channel.failure")
    public static class FailVsEnd {
        private final Channel<Integer> channel = Channel.fair(1);

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

    /** A drainTo against a put that waits for room: all items come out, in order, each once. */
    @JCStressTest
    @State
    @Outcome(
            id = "1, 2",
            expect = ACCEPTABLE,
            desc = "One inside, one that waited, or that came in after the first was taken.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was not there yet, and is inside.")
    @Outcome(expect = FORBIDDEN, desc = "An item was lost, doubled or out of order.")
    @Proves({"channel.batch", "channel.fair"})
    public static class DrainVsPuts {
        private final Channel<Integer> channel = Channel.fair(1);

        public DrainVsPuts() {
            channel.tryPut(1);
        }

        @Actor
        public void producer() {
            ChannelActs.put(channel, 2);
        }

        @Actor
        public void consumer(II_Result r) {
            List<Integer> taken = new ArrayList<>();
            channel.drainTo(taken, 2);
            r.r1 = taken.get(0);
            r.r2 = taken.size() == 1 ? 0 : taken.get(1);
        }
    }
}
