package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.MappedCounter;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedCounters;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * Does a counter in shared memory count what two processes add? Two mappings of one file in one JVM show the same races
 * as two processes do. To read, add and write through them loses updates; any hardware shows it. The twin is
 * {@code MappedLostUpdate} in the gallery.
 */
@Proves("shared.counter")
public class MappedCounterStress {

    /** By additions that return the new value. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "An increment was lost, or two got the same number.")
    public static class Increment {
        private final int slot = MappedCounters.claim();
        private final MappedCounter one = MappedCounters.first(slot);
        private final MappedCounter other = MappedCounters.second(slot);

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = one.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = other.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = one.get();
        }
    }

    /** By compare-and-set: of two that expect the same value one succeeds. */
    @JCStressTest
    @State
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "The first won.")
    @Outcome(id = "false, true, 2", expect = ACCEPTABLE, desc = "The second won.")
    @Outcome(expect = FORBIDDEN, desc = "Both won, or none.")
    public static class CompareAndSet {
        private final int slot = MappedCounters.claim();
        private final MappedCounter one = MappedCounters.first(slot);
        private final MappedCounter other = MappedCounters.second(slot);

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = one.compareAndSet(0, 1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = other.compareAndSet(0, 2);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = one.get();
        }
    }

    /** By a function that is applied again when another change comes between. */
    @JCStressTest
    @State
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "Both were applied.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost, or applied twice.")
    public static class Update {
        private final int slot = MappedCounters.claim();
        private final MappedCounter one = MappedCounters.first(slot);
        private final MappedCounter other = MappedCounters.second(slot);

        @Actor
        public void first() {
            one.update(v -> v + 1);
        }

        @Actor
        public void second() {
            other.update(v -> v + 2);
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = one.get();
        }
    }
}
