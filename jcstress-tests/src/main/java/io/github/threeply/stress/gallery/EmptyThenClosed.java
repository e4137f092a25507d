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
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

@Race(
        name = "empty-then-closed",
        title = "Empty, then closed",
        wrong = "A consumer finds the queue empty, then finds it closed, and leaves. The producer has put its "
                + "last item and closed between the two looks, and that item is never consumed.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Channel.isDrained(): closed and empty is one look.")
@Without("channel.drained")
public class EmptyThenClosed {

    /** Two looks. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "false, null", expect = ACCEPTABLE, desc = "Nothing yet.")
    @Outcome(id = "false, 7", expect = ACCEPTABLE, desc = "The item.")
    @Outcome(id = "true, 7", expect = ACCEPTABLE_INTERESTING, desc = "Thought to be the end, with the item behind it.")
    public static class Broken {
        private final Queue<Integer> queue = new ConcurrentLinkedQueue<>();
        private volatile boolean closed;

        @Actor
        public void first() {
            queue.add(7);
            closed = true;
        }

        @Actor
        public void second(ZL_Result r) {
            r.r1 = queue.isEmpty() && closed;
            r.r2 = queue.poll();
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "false, null", expect = ACCEPTABLE, desc = "Nothing yet.")
    @Outcome(id = "false, 7", expect = ACCEPTABLE, desc = "The item.")
    @Outcome(expect = FORBIDDEN, desc = "An end that is none.")
    public static class CuredByIsDrained {
        private final Channel<Integer> channel = Channel.bounded(1);

        @Actor
        public void first() {
            channel.tryPut(7);
            channel.close();
        }

        @Actor
        public void second(ZL_Result r) {
            r.r1 = channel.isDrained();
            r.r2 = channel.tryTake();
        }
    }
}
