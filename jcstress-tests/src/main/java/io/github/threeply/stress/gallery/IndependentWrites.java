package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.JJJJ_Result;

@Race(
        name = "independent-writes",
        title = "Two readers who do not agree",
        wrong = "Two threads write a number each, and two others read both, one from the left and one "
                + "from the right. One reader sees the left number written and the right one not yet, the "
                + "other one the right number and not the left: there is no order of the two writes that "
                + "both have seen.",
        shows = "Only with four cores, and on processors that reorder reads, as AArch64. Machines with "
                + "fewer cores do not run it; x86 never shows it.",
        cure = "SharedCounter: its accesses are as those of a volatile variable, and of these there is "
                + "one order for all.")
@Without("counter.atomic")
public class IndependentWrites {
    /** Each access is whole, and none has an order with another one. */
    @JCStressTest
    @State
    @Shows(on = Hardware.WEAKLY_ORDERED)
    @Outcome(id = "1, 0, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "The readers do not agree.")
    @Outcome(id = "[01], [01], [01], [01]", expect = ACCEPTABLE, desc = "One order explains it.")
    public static class Opaque {
        private static final VarHandle LEFT;
        private static final VarHandle RIGHT;

        static {
            try {
                LEFT = MethodHandles.lookup().findVarHandle(Opaque.class, "left", int.class);
                RIGHT = MethodHandles.lookup().findVarHandle(Opaque.class, "right", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("unused") // by its handle
        private int left;

        @SuppressWarnings("unused") // by its handle
        private int right;

        @Actor
        public void leftWriter() {
            LEFT.setOpaque(this, 1);
        }

        @Actor
        public void rightWriter() {
            RIGHT.setOpaque(this, 1);
        }

        @Actor
        public void leftFirst(IIII_Result r) {
            r.r1 = (int) LEFT.getOpaque(this);
            r.r2 = (int) RIGHT.getOpaque(this);
        }

        @Actor
        public void rightFirst(IIII_Result r) {
            r.r3 = (int) RIGHT.getOpaque(this);
            r.r4 = (int) LEFT.getOpaque(this);
        }
    }

    /** Cured: two counters. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 1, 0", expect = FORBIDDEN, desc = "The readers do not agree.")
    @Outcome(id = "[01], [01], [01], [01]", expect = ACCEPTABLE, desc = "One order explains it.")
    @Outcome(expect = FORBIDDEN, desc = "A number from nowhere.")
    public static class CuredByCounters {
        private final SharedCounter left = SharedCounter.atomic();
        private final SharedCounter right = SharedCounter.atomic();

        @Actor
        public void leftWriter() {
            left.set(1);
        }

        @Actor
        public void rightWriter() {
            right.set(1);
        }

        @Actor
        public void leftFirst(JJJJ_Result r) {
            r.r1 = left.get();
            r.r2 = right.get();
        }

        @Actor
        public void rightFirst(JJJJ_Result r) {
            r.r3 = right.get();
            r.r4 = left.get();
        }
    }
}
