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
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIL_Result;
import org.openjdk.jcstress.infra.results.II_Result;

@Race(
        name = "consumer-leaves-first",
        title = "The consumer leaves first",
        wrong = "A producer tests that the stop event is not set and then puts, while a consumer sees the "
                + "event, empties the queue and leaves. An item that is put after that is left behind for ever, "
                + "and nobody is told.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Channel.close(): a put after it is refused, so the producer keeps the item and knows.",
        tutorial = "producer and consumer, stopped by an event")
@Without("channel.ownership")
public class ConsumerLeavesFirst {

    /** The tutorial's two loops. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Put in time, and consumed.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Stopped before the put.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "Put after the consumer left: left behind.")
    public static class Broken {
        private final Event stop = Event.create();
        private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);

        @Actor
        public void producer() {
            if (!stop.isSet()) {
                queue.add(1);
            }
        }

        @Actor
        public void consumer(II_Result r) {
            stop.set();
            while (queue.poll() != null) {
                r.r1++;
            }
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = queue.size();
        }
    }

    /** Cured: the put and the close have an order, and both sides know it. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, ACCEPTED", expect = ACCEPTABLE, desc = "Put in time, and consumed.")
    @Outcome(id = "0, 0, CLOSED", expect = ACCEPTABLE, desc = "Closed before the put, and the producer knows.")
    @Outcome(expect = FORBIDDEN, desc = "Left behind, or lost.")
    public static class CuredByClose {
        private final Channel<Integer> channel = Channel.bounded(1);

        @Actor
        public void producer(IIL_Result r) {
            r.r3 = channel.tryPut(1);
        }

        @Actor
        public void consumer(IIL_Result r) {
            channel.close();
            try {
                while (channel.take() != null) {
                    r.r1++;
                }
            } catch (InterruptedException e) {
                r.r1 = -1;
            }
        }

        @Arbiter
        public void after(IIL_Result r) {
            r.r2 = channel.size();
        }
    }
}
