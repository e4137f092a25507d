package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guard;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@Race(
        name = "store-buffering",
        title = "None sees the other",
        wrong = "Each of two threads raises its flag and then looks at the other's, which is Dekker's way to "
                + "let only one in. A processor may look before its own store has left the store buffer, so "
                + "none sees the other, and both go in.",
        shows = "Any processor with two cores, x86 too: its store buffer is enough.",
        cure =
                "Guard.write, of any LockStrategy: one of them is first, with all that it does; by hand, volatile flags.")
@Without({"counter.publication", "guard.exclusion"})
public class StoreBuffering {

    /** Plain flags. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "None saw the other.")
    public static class Plain {
        private int left;
        private int right;

        @Actor
        public void first(II_Result r) {
            left = 1;
            r.r1 = right;
        }

        @Actor
        public void second(II_Result r) {
            right = 1;
            r.r2 = left;
        }
    }

    /** Cured: one raises its flag and looks, and then the other. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "None saw the other, or one looked in the middle of the other's work.")
    public static class CuredByLock {
        private final Guard guard = LockStrategy.reentrant().newGuard();
        private int left;
        private int right;

        @Actor
        public void first(II_Result r) {
            r.r1 = guard.write(() -> {
                left = 1;
                return right;
            });
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = guard.write(() -> {
                right = 1;
                return left;
            });
        }
    }

    /** Cured: a volatile read does not overtake the volatile store before it. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(expect = FORBIDDEN, desc = "None saw the other.")
    public static class CuredByVolatile {
        private volatile int left;
        private volatile int right;

        @Actor
        public void first(II_Result r) {
            left = 1;
            r.r1 = right;
        }

        @Actor
        public void second(II_Result r) {
            right = 1;
            r.r2 = left;
        }
    }
}
