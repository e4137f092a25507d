package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guarded;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@Race(
        name = "look-twice-make-once",
        title = "Double-checked locking",
        wrong = "To make an object once, each thread looks whether it is there, and only if not takes a "
                + "lock, looks again and makes it. The first look is outside of the lock: it may find the "
                + "object before its parts can be seen, and work with an unfinished one.",
        shows = "Processors that reorder more than x86 does, as AArch64. On x86 only a compiler could do "
                + "it, and none of ours was seen to.",
        cure = "Guarded.update(v -> v != null ? v : new Thing()), and no look outside of the guard.")
@Without({"guard.update", "guard.exclusion"})
public class LookTwiceMakeOnce {
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

    /** The field is plain; if it were volatile, this would be right. */
    @JCStressTest
    @State
    @Shows(on = Hardware.WEAKLY_ORDERED)
    @Outcome(id = "4, 4", expect = ACCEPTABLE, desc = "Both have a whole one.")
    @Outcome(
            id = {"[0-3], [0-4]", "[0-4], [0-3]"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "One has an unfinished one.")
    public static class Broken {
        private @Nullable Parts parts;

        private Parts get() {
            Parts found = parts;
            if (found == null) {
                synchronized (this) {
                    found = parts;
                    if (found == null) {
                        found = new Parts();
                        parts = found;
                    }
                }
            }
            return found;
        }

        @Actor
        public void first(II_Result r) {
            r.r1 = get().sum();
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = get().sum();
        }
    }

    /** Cured: one look, inside. */
    @JCStressTest
    @State
    @Outcome(id = "4, 4", expect = ACCEPTABLE, desc = "Both have a whole one.")
    @Outcome(expect = FORBIDDEN, desc = "One has an unfinished one.")
    public static class CuredByGuarded {
        private final Guarded<@Nullable Parts> parts = Guarded.of(null);

        private Parts get() {
            return Objects.requireNonNull(parts.update(found -> found != null ? found : new Parts()));
        }

        @Actor
        public void first(II_Result r) {
            r.r1 = get().sum();
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = get().sum();
        }
    }
}
