package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

@Race(
        name = "close-then-cause",
        title = "Closed, and why is told later",
        wrong = "A producer that gives up closes first and tells the cause next. A consumer that looks in "
                + "between thinks that all went well.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Channel.fail(cause): the cause is there before the end can be seen.")
@Without("channel.failure")
public class CloseThenCause {

    /** A flag, and then a cause. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "OPEN", expect = ACCEPTABLE, desc = "Not closed yet.")
    @Outcome(id = "FAILED", expect = ACCEPTABLE, desc = "Closed, and why.")
    @Outcome(id = "END", expect = ACCEPTABLE_INTERESTING, desc = "Closed, and nobody knows that it failed.")
    public static class Broken {
        private volatile boolean closed;
        private volatile Throwable cause;

        @Actor
        public void first() {
            closed = true;
            cause = new IllegalStateException("given up");
        }

        @Actor
        public void second(L_Result r) {
            r.r1 = !closed ? "OPEN" : cause == null ? "END" : "FAILED";
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "OPEN", expect = ACCEPTABLE, desc = "Not closed yet.")
    @Outcome(id = "FAILED", expect = ACCEPTABLE, desc = "Closed, and why.")
    @Outcome(expect = FORBIDDEN, desc = "Closed, and nobody knows that it failed.")
    public static class CuredByFail {
        private static final Throwable CAUSE = new IllegalStateException("given up");
        private final Channel<Integer> channel = Channel.bounded(1);

        @Actor
        public void first() {
            channel.fail(CAUSE);
        }

        @Actor
        public void second(L_Result r) {
            try {
                channel.tryTake();
                r.r1 = channel.isDrained() && channel.failure() == null ? "END" : "OPEN";
            } catch (ChannelFailedException e) {
                r.r1 = "FAILED";
            }
        }
    }
}
