package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A result that is completed and cancelled at once: with a flag for each, who looks first at the other one finds nothing,
 * and both succeed. Any hardware shows it; cured by one word that has both states.
 */
public class TwoFlags {

    /** A flag for each. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One of them.")
    @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "Completed and cancelled.")
    public static class Broken {
        private volatile boolean completed;
        private volatile boolean cancelled;

        @Actor
        public void first(ZZ_Result r) {
            if (!cancelled) {
                completed = true;
                r.r1 = true;
            }
        }

        @Actor
        public void second(ZZ_Result r) {
            if (!completed) {
                cancelled = true;
                r.r2 = true;
            }
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One of them.")
    @Outcome(expect = FORBIDDEN, desc = "Both, or neither.")
    public static class CuredByOneWord {
        private final AtomicReference<String> state = new AtomicReference<>("running");

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = state.compareAndSet("running", "completed");
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = state.compareAndSet("running", "cancelled");
        }
    }
}
