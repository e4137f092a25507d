package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedValue;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedValues;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.DDD_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Is a single number or flag in shared memory changed in one step, by two processes? A double has no operation of the
 * processor to add to it, so an addition reads, adds and stores what it has, if nothing came between. The twin is
 * {@code MappedLostUpdate} in the gallery.
 */
public class MappedNumbersStress {

    private MappedNumbersStress() {}

    /** An addition and an update of one double. */
    @JCStressTest
    @State
    @Outcome(id = "0.5, 1.75, 1.75", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1.75, 1.25, 1.75", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost, or applied twice.")
    @Proves({"shared.value", "shared.value.number"})
    public static class Doubles {
        private static final MappedValues<SharedValue.OfDouble> RING = MappedValues.doubles();

        private final int slot = RING.claim();

        @Actor
        public void first(DDD_Result r) {
            r.r1 = RING.first(slot).addAndGet(0.5);
        }

        @Actor
        public void second(DDD_Result r) {
            r.r2 = RING.second(slot).update(value -> value + 1.25);
        }

        @Arbiter
        public void after(DDD_Result r) {
            r.r3 = RING.first(slot).get();
        }
    }

    /** Two processes raise one flag: one of them was first. */
    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The first raised it.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The second raised it.")
    @Outcome(expect = FORBIDDEN, desc = "Both were first, or none.")
    @Proves("shared.value")
    public static class Flags {
        private static final MappedValues<SharedValue.OfBoolean> RING = MappedValues.flags();

        private final int slot = RING.claim();

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = RING.first(slot).compareAndSet(false, true);
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = !RING.second(slot).getAndSet(true);
        }
    }

    /** As volatile: at least one of two processes sees what the other wrote. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(expect = FORBIDDEN, desc = "None saw the other.")
    @Proves("shared.value.publication")
    public static class StoreBuffering {
        private static final MappedValues<SharedValue.OfInt> RING = MappedValues.ints();

        private final int left = RING.claim();
        private final int right = RING.claim();

        @Actor
        public void first(II_Result r) {
            RING.first(left).set(1);
            r.r1 = RING.first(right).get();
        }

        @Actor
        public void second(II_Result r) {
            RING.second(right).set(1);
            r.r2 = RING.second(left).get();
        }
    }
}
