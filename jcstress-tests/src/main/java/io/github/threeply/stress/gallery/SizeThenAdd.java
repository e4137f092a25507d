package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

@Race(
        name = "size-then-add",
        title = "The bound that is none",
        wrong = "Two producers find that a queue has room for one more, and both add. The queue then holds "
                + "more than its bound.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Channel.tryPut(item): it looks and adds in one step.")
@Without("channel.bound")
public class SizeThenAdd {

    /** A queue without a bound, and a look at its size before each add. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Within the bound.")
    @Outcome(id = "2", expect = ACCEPTABLE_INTERESTING, desc = "Over the bound.")
    public static class Broken {
        private final Queue<Integer> queue = new ConcurrentLinkedQueue<>();

        @Actor
        public void first() {
            add();
        }

        @Actor
        public void second() {
            add();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = queue.size();
        }

        private void add() {
            if (queue.size() < 1) {
                queue.add(7);
            }
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Within the bound.")
    @Outcome(expect = FORBIDDEN, desc = "Over the bound.")
    public static class CuredByTryPut {
        private final Channel<Integer> channel = Channel.bounded(1);

        @Actor
        public void first() {
            channel.tryPut(7);
        }

        @Actor
        public void second() {
            channel.tryPut(7);
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = channel.size();
        }
    }
}
