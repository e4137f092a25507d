package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.concurrent.Semaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

@Race(
        name = "two-permits",
        title = "A semaphore is not yet a lock",
        wrong = "Two threads count inside a semaphore, which looks like a lock: acquire, work, release. "
                + "But this one has two permits, so both are inside at once, and one of two counts is lost.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "A lock: LockStrategy.semaphore() is a semaphore of one permit, and a SharedCounter over "
                + "it loses nothing.",
        tutorial = "semaphore against mutex, which they only name")
@Without("guard.exclusion")
public class TwoPermits {
    /** Two may be inside. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "One was lost.")
    public static class Broken {
        private final Semaphore semaphore = new Semaphore(2);
        private long count;

        private void countInside() {
            semaphore.acquireUninterruptibly();
            count++;
            semaphore.release();
        }

        @Actor
        public void first() {
            countInside();
        }

        @Actor
        public void second() {
            countInside();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = count;
        }
    }

    /** Cured: one may be inside. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost.")
    public static class CuredByOnePermit {
        private final SharedCounter count = SharedCounter.lockedBy(LockStrategy.semaphore());

        @Actor
        public void first() {
            count.increment();
        }

        @Actor
        public void second() {
            count.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = count.get();
        }
    }
}
