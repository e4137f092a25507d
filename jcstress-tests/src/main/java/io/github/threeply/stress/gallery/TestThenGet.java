package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@Race(
        name = "test-then-get",
        title = "Not empty, then get",
        wrong = "Two consumers test that a queue is not empty and then get. With one item left both may find "
                + "it, one gets it, and the other waits for an item that never comes.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Channel.take(): it tests and takes in one step, and tells the end.",
        tutorial = "producer and consumer, stopped by an event")
@Without("channel.once")
public class TestThenGet {

    /** The tutorial's loop; its {@code get} is a {@code poll} here, so that one who would wait for ever can say so. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "GOT, LEFT", expect = ACCEPTABLE, desc = "The first has it, the second saw an empty queue.")
    @Outcome(id = "LEFT, GOT", expect = ACCEPTABLE, desc = "The second has it, the first saw an empty queue.")
    @Outcome(
            id = {"GOT, WAITS", "WAITS, GOT"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "Both saw it, one has it, the other waits for ever.")
    public static class Broken {
        private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);

        public Broken() {
            queue.add(1);
        }

        @Actor
        public void first(LL_Result r) {
            r.r1 = consume();
        }

        @Actor
        public void second(LL_Result r) {
            r.r2 = consume();
        }

        private String consume() {
            if (queue.isEmpty()) {
                return "LEFT";
            }
            return queue.poll() == null ? "WAITS" : "GOT";
        }
    }

    /** Cured: who does not get the item gets the end. One who waited for ever would be reported as a hang. */
    @JCStressTest
    @State
    @Outcome(id = "GOT, LEFT", expect = ACCEPTABLE, desc = "The first has it, the second the end.")
    @Outcome(id = "LEFT, GOT", expect = ACCEPTABLE, desc = "The second has it, the first the end.")
    @Outcome(expect = FORBIDDEN, desc = "Lost, doubled, or interrupted.")
    public static class CuredByTake {
        private final Channel<Integer> channel = Channel.bounded(1);

        public CuredByTake() {
            channel.tryPut(1);
            channel.close();
        }

        @Actor
        public void first(LL_Result r) {
            r.r1 = consume();
        }

        @Actor
        public void second(LL_Result r) {
            r.r2 = consume();
        }

        private String consume() {
            try {
                return channel.take() == null ? "LEFT" : "GOT";
            } catch (InterruptedException e) {
                return "INTERRUPTED";
            }
        }
    }
}
