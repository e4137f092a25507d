package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@Race(
        name = "look-then-sleep",
        title = "Asleep after the change",
        wrong = "A thread that waits for a count looks at it, finds it too small, and then says that it "
                + "sleeps; the thread that counts wakes only those who said so. A change between the look and "
                + "the word wakes nobody.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "SharedCounter.awaitAtLeast(n): it says first that it waits, and looks then.")
@Without({"counter.wait", "shared.lock.signal"})
public class LookThenSleep {

    /** By hand. The sleep is only spoken of, so that the one who would sleep for ever can say so. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "NOBODY, SAW", expect = ACCEPTABLE, desc = "Counted before the look.")
    @Outcome(id = "WOKE, SLEPT", expect = ACCEPTABLE, desc = "Slept, and was woken.")
    @Outcome(id = "NOBODY, SLEPT", expect = ACCEPTABLE_INTERESTING, desc = "Nobody wakes who sleeps now.")
    public static class Broken {
        private final AtomicLong count = new AtomicLong();
        private final AtomicBoolean sleeping = new AtomicBoolean();

        @Actor
        public void counts(LL_Result r) {
            count.incrementAndGet();
            r.r1 = sleeping.get() ? "WOKE" : "NOBODY";
        }

        @Actor
        public void waits(LL_Result r) {
            if (count.get() >= 1) {
                r.r2 = "SAW";
            } else {
                sleeping.set(true);
                r.r2 = "SLEPT";
            }
        }
    }

    /** Cured: one that slept for ever would be reported as a hang. */
    @JCStressTest
    @State
    @Outcome(id = "1, WOKE", expect = ACCEPTABLE, desc = "The value came, and the wait ended.")
    @Outcome(expect = FORBIDDEN, desc = "Interrupted, or not counted.")
    public static class CuredByAwait {
        private final SharedCounter counter = SharedCounter.atomic();

        @Actor
        public void counts(LL_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void waits(LL_Result r) {
            try {
                counter.awaitAtLeast(1);
                r.r2 = "WOKE";
            } catch (InterruptedException e) {
                r.r2 = "INTERRUPTED";
            }
        }
    }
}
