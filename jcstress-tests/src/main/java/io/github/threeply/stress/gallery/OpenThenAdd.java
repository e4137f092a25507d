package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Offer;
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
import org.openjdk.jcstress.infra.results.ZII_Result;

@Race(
        name = "open-then-add",
        title = "Open, so I add",
        wrong = "A service tests that it is still open and then adds a task to its queue; to close it, "
                + "another thread clears the flag and works off what is in the queue. A task that is added "
                + "after the last look into the queue was accepted, and nobody will ever run it.",
        shows = "Any processor with two cores: it is a matter of the order of steps. A volatile flag and "
                + "a queue for many threads do not help.",
        cure = "Channel.tryPut(item) and Channel.close(): to test and to add are one step, and a refusal "
                + "is an answer.")
@Without("channel.ownership")
public class OpenThenAdd {
    /** A flag beside a queue; each is right by itself. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "true, 1, 0", expect = ACCEPTABLE, desc = "Accepted, and worked off.")
    @Outcome(id = "false, 0, 0", expect = ACCEPTABLE, desc = "Refused.")
    @Outcome(id = "true, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "Accepted, and stranded.")
    public static class Broken {
        private final Queue<Integer> tasks = new ConcurrentLinkedQueue<>();
        private volatile boolean open = true;

        @Actor
        public void submitter(ZII_Result r) {
            if (open) {
                tasks.add(1);
                r.r1 = true;
            }
        }

        @Actor
        public void closer(ZII_Result r) {
            open = false;
            while (tasks.poll() != null) {
                r.r2++;
            }
        }

        @Arbiter
        public void after(ZII_Result r) {
            r.r3 = tasks.size();
        }
    }

    /** Cured: the channel tests and adds in one step. */
    @JCStressTest
    @State
    @Outcome(id = "true, 1, 0", expect = ACCEPTABLE, desc = "Accepted, and worked off.")
    @Outcome(id = "false, 0, 0", expect = ACCEPTABLE, desc = "Refused.")
    @Outcome(expect = FORBIDDEN, desc = "Stranded, or refused and worked off.")
    public static class CuredByChannel {
        private final Channel<Integer> tasks = Channel.bounded(1);

        @Actor
        public void submitter(ZII_Result r) {
            r.r1 = tasks.tryPut(1) == Offer.ACCEPTED;
        }

        @Actor
        public void closer(ZII_Result r) {
            tasks.close();
            while (!tasks.isDrained()) {
                if (tasks.tryTake() != null) {
                    r.r2++;
                }
            }
        }

        @Arbiter
        public void after(ZII_Result r) {
            r.r3 = tasks.size();
        }
    }
}
