package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guarded;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

@Race(
        name = "half-made",
        title = "An object that is not finished",
        wrong = "A thread makes an object and stores it in a plain field; another one finds it there and "
                + "reads its parts. Nothing says that the parts must be seen before the object is, so the "
                + "reader has an object whose constructor, it seems, has not run.",
        shows = "Processors that reorder more than x86 does, as AArch64. On x86 only a compiler could do "
                + "it, and none of ours was seen to.",
        cure = "Guarded: who reads the object in its guard sees all that was done before it was put "
                + "there. Final fields would do, too.")
@Without("guard.exclusion")
public class HalfMade {
    /** An object of four parts. */
    static class Parts {
        int a;
        int b;
        int c;
        int d;

        Parts() {
            a = 1;
            b = 1;
            c = 1;
            d = 1;
        }

        int sum() {
            return a + b + c + d;
        }
    }

    /** In a plain field. */
    @JCStressTest
    @State
    @Shows(on = Hardware.WEAKLY_ORDERED)
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not there yet.")
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "There, and whole.")
    @Outcome(
            id = {"0", "1", "2", "3"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "There, and not finished.")
    public static class Broken {
        private @Nullable Parts parts;

        @Actor
        public void maker() {
            parts = new Parts();
        }

        @Actor
        public void reader(I_Result r) {
            Parts found = parts;
            r.r1 = found == null ? -1 : found.sum();
        }
    }

    /** Cured: in a guarded value. */
    @JCStressTest
    @State
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not there yet.")
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "There, and whole.")
    @Outcome(expect = FORBIDDEN, desc = "There, and not finished.")
    public static class CuredByGuarded {
        private final Guarded<@Nullable Parts> parts = Guarded.of(null);

        @Actor
        public void maker() {
            parts.update(nothing -> new Parts());
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = parts.read(found -> found == null ? -1 : found.sum());
        }
    }

    /** Cured without this library: what a constructor stores in final fields is seen by who sees the object. */
    @JCStressTest
    @State
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not there yet.")
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "There, and whole.")
    @Outcome(expect = FORBIDDEN, desc = "There, and not finished.")
    public static class CuredByFinalFields {

        private record FinalParts(int a, int b, int c, int d) {
            int sum() {
                return a + b + c + d;
            }
        }

        private @Nullable FinalParts parts;

        @Actor
        public void maker() {
            parts = new FinalParts(1, 1, 1, 1);
        }

        @Actor
        public void reader(I_Result r) {
            FinalParts found = parts;
            r.r1 = found == null ? -1 : found.sum();
        }
    }
}
