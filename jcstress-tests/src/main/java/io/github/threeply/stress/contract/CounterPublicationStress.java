package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JI_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Does who sees a change of a counter see what was done before it, and does one of two see the other, as with a volatile
 * variable? A read without ordering shows old data where reads are reordered (AArch64, and any compiler); an optimistic read
 * that is not checked shows it too. The twins are {@code MessagePassing} and {@code StoreBuffering} in the gallery.
 */
@Proves("counter.publication")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not counted, not done.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Done, and not counted yet.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Counted, and done.")
@Outcome(expect = FORBIDDEN, desc = "Counted, and not done.")
public class CounterPublicationStress {

    @JCStressTest
    @JCStressMeta(CounterPublicationStress.class)
    @State
    public static class Atomic {
        private final SharedCounter counter = SharedCounter.atomic();
        private int done;

        @Actor
        public void adder() {
            done = 1;
            counter.increment();
        }

        @Actor
        public void reader(JI_Result r) {
            r.r1 = counter.get();
            r.r2 = done;
        }
    }

    @JCStressTest
    @JCStressMeta(CounterPublicationStress.class)
    @State
    public static class Bounded {
        private final SharedCounter counter =
                SharedCounter.builder().between(0, 9).build();
        private int done;

        @Actor
        public void adder() {
            done = 1;
            counter.increment();
        }

        @Actor
        public void reader(JI_Result r) {
            r.r1 = counter.get();
            r.r2 = done;
        }
    }

    @JCStressTest
    @JCStressMeta(CounterPublicationStress.class)
    @State
    public static class Stamped {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.stamped());
        private int done;

        @Actor
        public void adder() {
            done = 1;
            counter.increment();
        }

        @Actor
        public void reader(JI_Result r) {
            r.r1 = counter.get();
            r.r2 = done;
        }
    }

    /** Each of two sets its counter, and then looks at the other's. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(expect = FORBIDDEN, desc = "None saw the other.")
    @State
    public static class StoreBuffering {
        private final SharedCounter left = SharedCounter.atomic();
        private final SharedCounter right = SharedCounter.atomic();

        @Actor
        public void first(JJ_Result r) {
            left.set(1);
            r.r1 = right.get();
        }

        @Actor
        public void second(JJ_Result r) {
            right.set(1);
            r.r2 = left.get();
        }
    }
}
