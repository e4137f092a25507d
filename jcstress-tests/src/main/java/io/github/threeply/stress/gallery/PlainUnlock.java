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
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

@Race(
        name = "plain-unlock",
        title = "A spin lock that is left too early",
        wrong = "A thread takes a spin lock by a compare-and-set, counts, and gives the lock back by a "
                + "plain store. Nothing keeps what it did inside before that store: the next one may be in "
                + "before the count can be seen, and one of two counts is lost.",
        shows = "Processors that reorder more than x86 does, as AArch64. On x86 only the compiler does it, and "
                + "rarely.",
        cure = "LockStrategy.spin(): it gives the lock back by a release store, which stays behind all "
                + "that was done inside.")
@Without("guard.exclusion")
public class PlainUnlock {
    /** Taken with care, given back without. */
    @JCStressTest
    @State
    @Shows(on = Hardware.WEAKLY_ORDERED)
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "One was lost.")
    public static class Broken {
        private static final VarHandle LOCKED;

        static {
            try {
                LOCKED = MethodHandles.lookup().findVarHandle(Broken.class, "locked", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("unused") // by its handle
        private boolean locked;

        private int count;

        private void countInside() {
            while (!LOCKED.compareAndSet(this, false, true)) {
                Thread.onSpinWait();
            }
            count++;
            LOCKED.set(this, false);
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
        public void after(I_Result r) {
            r.r1 = count;
        }
    }

    /** Cured: a spin lock of this library. */
    @JCStressTest
    @State
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost.")
    public static class CuredBySpin {
        private final Guard guard = LockStrategy.spin().newGuard();
        private int count;

        @Actor
        public void first() {
            guard.write(() -> ++count);
        }

        @Actor
        public void second() {
            guard.write(() -> ++count);
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = count;
        }
    }
}
