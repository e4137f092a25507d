package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.ipc.shared.SyncPairs;
import io.github.threeply.ipc.shared.SyncPairs.Pair;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * Does a counter of core over a lock and a number in shared memory ({@code LockStrategy.of(lock)}) count what two processes
 * add, and keep its range? The twin is {@code MappedLostUpdate} in the gallery.
 */
@Proves("shared.counter.lock")
public class SharedLockedCounterStress {

    /** By additions that return the new value. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "An increment was lost, or two got the same number.")
    public static class Increment {
        private final Pair<SharedCounter> counter = SyncPairs.lockedCounter(9);

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.one().increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.other().increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.one().get();
        }
    }

    /** There is room for one. */
    @JCStressTest
    @State
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "The first got it.")
    @Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "The second got it.")
    @Outcome(expect = FORBIDDEN, desc = "Both got it, or none.")
    public static class Bound {
        private final Pair<SharedCounter> counter = SyncPairs.lockedCounter(1);

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.one().tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.other().tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.one().get();
        }
    }
}
