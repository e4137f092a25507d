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
import org.openjdk.jcstress.infra.results.LLI_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Does a take that waits when the channel is closed come back, and only with the truth? The tutorial's consumer tests a
 * flag and then waits: if the flag is set between, it waits for ever ({@code EventThenGet} in the gallery). A take that
 * hangs here is reported as a hang.
 */
@Proves("channel.end")
public class TakeVsCloseStress {

    /** On an empty channel. */
    @JCStressTest
    @State
    @Outcome(id = "END, true", expect = ACCEPTABLE, desc = "The end, for ever.")
    @Outcome(expect = FORBIDDEN, desc = "An item from nowhere, or an end that is none.")
    public static class Empty {
        private final Channel<Integer> channel = Channel.bounded(1);

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

    /** With one item inside: what was accepted before the close is still handed out. */
    @JCStressTest
    @State
    @Outcome(id = "1, END, 0", expect = ACCEPTABLE, desc = "The item, then the end.")
    @Outcome(expect = FORBIDDEN, desc = "The item was lost, or came twice.")
    public static class OneItem {
        private final Channel<Integer> channel = Channel.bounded(1);

        public OneItem() {
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

    /** The producer puts its last item and closes: the consumer may see the end only after the item. */
    @JCStressTest
    @State
    @Outcome(id = "1, END", expect = ACCEPTABLE, desc = "The item, then the end.")
    @Outcome(expect = FORBIDDEN, desc = "The end before the item that was put before it.")
    public static class PutThenClose {
        private final Channel<Integer> channel = Channel.bounded(1);

        @Actor
        public void consumer(LL_Result r) {
            r.r1 = ChannelActs.take(channel);
            r.r2 = ChannelActs.take(channel);
        }

        @Actor
        public void producer() {
            ChannelActs.put(channel, 1);
            channel.close();
        }
    }
}
