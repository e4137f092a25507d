package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import io.github.threeply.stress.support.Parked;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@Race(
        name = "passer-by",
        title = "The passer-by is faster",
        wrong = "A thread waits for an item. Another puts one and takes one in the next moment, before the first is "
                + "awake: it has overtaken the one that came long before, and may do so for ever.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Channel.fair(): a put gives its item into the hands of the take that has waited longest.")
@Without("channel.fair")
public class PasserBy {

    /** A queue that wakes who waits, and lets it compete. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "1, null", expect = ACCEPTABLE, desc = "The one that waited has it.")
    @Outcome(id = "2, 1", expect = ACCEPTABLE_INTERESTING, desc = "The passer-by has it; the other has the next.")
    public static class Broken {
        private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        private final Parked parked = new Parked();

        @Actor
        public void waiting(LL_Result r) {
            parked.thisThread();
            try {
                r.r1 = queue.take();
            } catch (InterruptedException e) {
                r.r1 = e;
            }
        }

        @Actor
        public void passing(LL_Result r) {
            parked.await();
            queue.offer(1);
            r.r2 = queue.poll();
            if (r.r2 != null) {
                queue.offer(2);
            }
        }
    }

    /** Cured: a channel that serves in order. */
    @JCStressTest
    @State
    @Outcome(id = "1, null", expect = ACCEPTABLE, desc = "The one that waited has it.")
    @Outcome(expect = FORBIDDEN, desc = "The passer-by has it.")
    public static class CuredByFairness {
        private final Channel<Integer> channel = Channel.fair(1);
        private final Parked parked = new Parked();

        @Actor
        public void waiting(LL_Result r) {
            parked.thisThread();
            try {
                r.r1 = channel.take();
            } catch (InterruptedException e) {
                r.r1 = e;
            }
        }

        @Actor
        public void passing(LL_Result r) {
            parked.await();
            channel.tryPut(1);
            r.r2 = channel.tryTake();
            if (r.r2 != null) {
                channel.tryPut(2);
            }
        }
    }
}
