package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Event;
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
import org.openjdk.jcstress.infra.results.L_Result;

@Race(
        name = "event-then-get",
        title = "The event comes before the get",
        wrong = "A consumer tests that the stop event is not set, and then gets from the queue. If the event "
                + "is set in between and the queue is empty, nobody is left to put, and it waits for ever.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Channel.close(): Channel.take() itself sees it, whether it waits already or not.",
        tutorial = "producer and consumer, stopped by an event")
@Without("channel.end")
public class EventThenGet {

    /** The tutorial's loop; its {@code get} is a {@code poll} here, so that one who would wait for ever can say so. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "LEFT", expect = ACCEPTABLE, desc = "Saw the event, and left.")
    @Outcome(id = "WAITS", expect = ACCEPTABLE_INTERESTING, desc = "Saw no event yet, and waits for ever.")
    public static class Broken {
        private final Event stop = Event.create();
        private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);

        @Actor
        public void stopper() {
            stop.set();
        }

        @Actor
        public void consumer(L_Result r) {
            if (!stop.isSet() || !queue.isEmpty()) {
                r.r1 = queue.poll() == null ? "WAITS" : "GOT";
            } else {
                r.r1 = "LEFT";
            }
        }
    }

    /** Cured: whether it is already waiting or not, it learns the end. */
    @JCStressTest
    @State
    @Outcome(id = "LEFT", expect = ACCEPTABLE, desc = "Learned the end, and left.")
    @Outcome(expect = FORBIDDEN, desc = "An item from nowhere, or interrupted.")
    public static class CuredByTake {
        private final Channel<Integer> channel = Channel.bounded(1);

        @Actor
        public void stopper() {
            channel.close();
        }

        @Actor
        public void consumer(L_Result r) {
            try {
                r.r1 = channel.take() == null ? "LEFT" : "GOT";
            } catch (InterruptedException e) {
                r.r1 = "INTERRUPTED";
            }
        }
    }
}
