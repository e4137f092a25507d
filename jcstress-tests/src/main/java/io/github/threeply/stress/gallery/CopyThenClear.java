package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@Race(
        name = "copy-then-clear",
        title = "Copied, then cleared",
        wrong = "Two threads give back what is left in a queue: each copies it and then clears it. Both have "
                + "copied before either has cleared, so the same item is given back twice.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Channel.abort(cause): it gives each item to one caller only.")
@Without("channel.abort")
public class CopyThenClear {

    /** Copies, then clears. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One has it.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Both have it.")
    public static class Broken {
        private final Queue<Integer> queue = new ConcurrentLinkedQueue<>(List.of(7));

        @Actor
        public void first(II_Result r) {
            r.r1 = giveBack();
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = giveBack();
        }

        private int giveBack() {
            List<Integer> left = List.copyOf(queue);
            queue.clear();
            return left.size();
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One has it.")
    @Outcome(expect = FORBIDDEN, desc = "Both have it, or nobody.")
    public static class CuredByAbort {
        private static final Throwable CAUSE = new IllegalStateException("given up");
        private final Channel<Integer> channel = Channel.bounded(1);

        public CuredByAbort() {
            channel.tryPut(7);
        }

        @Actor
        public void first(II_Result r) {
            r.r1 = channel.abort(CAUSE).size();
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = channel.abort(CAUSE).size();
        }
    }
}
