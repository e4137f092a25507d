package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * Are a comparison and a store one step, and is a function applied to what is there? Each way to hold the number has code of
 * its own for both: a word that wraps, a word with a range, and a number under a lock. The twin is {@code LostUpdate} in
 * the gallery.
 */
@Proves("counter.atomic")
public class CounterChangeStress {

    private CounterChangeStress() {}

    /** Of two that expect the same value one succeeds. */
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "The first won.")
    @Outcome(id = "false, true, 2", expect = ACCEPTABLE, desc = "The second won.")
    @Outcome(expect = FORBIDDEN, desc = "Both won, or none.")
    public static class CompareAndSet {

        @JCStressTest
        @JCStressMeta(CompareAndSet.class)
        @State
        public static class Atomic {
            private final SharedCounter counter = SharedCounter.atomic();

            @Actor
            public void first(ZZJ_Result r) {
                r.r1 = counter.compareAndSet(0, 1);
            }

            @Actor
            public void second(ZZJ_Result r) {
                r.r2 = counter.compareAndSet(0, 2);
            }

            @Arbiter
            public void after(ZZJ_Result r) {
                r.r3 = counter.get();
            }
        }

        @JCStressTest
        @JCStressMeta(CompareAndSet.class)
        @State
        public static class Bounded {
            private final SharedCounter counter =
                    SharedCounter.builder().between(0, 9).build();

            @Actor
            public void first(ZZJ_Result r) {
                r.r1 = counter.compareAndSet(0, 1);
            }

            @Actor
            public void second(ZZJ_Result r) {
                r.r2 = counter.compareAndSet(0, 2);
            }

            @Arbiter
            public void after(ZZJ_Result r) {
                r.r3 = counter.get();
            }
        }

        @JCStressTest
        @JCStressMeta(CompareAndSet.class)
        @State
        public static class Reentrant {
            private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.reentrant());

            @Actor
            public void first(ZZJ_Result r) {
                r.r1 = counter.compareAndSet(0, 1);
            }

            @Actor
            public void second(ZZJ_Result r) {
                r.r2 = counter.compareAndSet(0, 2);
            }

            @Arbiter
            public void after(ZZJ_Result r) {
                r.r3 = counter.get();
            }
        }
    }

    /** Each function is applied to what the other has left, once. */
    @Outcome(id = "1, 3, 3", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "3, 2, 3", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost, or applied twice.")
    public static class Update {

        @JCStressTest
        @JCStressMeta(Update.class)
        @State
        public static class Atomic {
            private final SharedCounter counter = SharedCounter.atomic();

            @Actor
            public void first(JJJ_Result r) {
                r.r1 = counter.update(v -> v + 1);
            }

            @Actor
            public void second(JJJ_Result r) {
                r.r2 = counter.update(v -> v + 2);
            }

            @Arbiter
            public void after(JJJ_Result r) {
                r.r3 = counter.get();
            }
        }

        @JCStressTest
        @JCStressMeta(Update.class)
        @State
        public static class Bounded {
            private final SharedCounter counter =
                    SharedCounter.builder().between(0, 9).build();

            @Actor
            public void first(JJJ_Result r) {
                r.r1 = counter.update(v -> v + 1);
            }

            @Actor
            public void second(JJJ_Result r) {
                r.r2 = counter.update(v -> v + 2);
            }

            @Arbiter
            public void after(JJJ_Result r) {
                r.r3 = counter.get();
            }
        }

        @JCStressTest
        @JCStressMeta(Update.class)
        @State
        public static class Reentrant {
            private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.reentrant());

            @Actor
            public void first(JJJ_Result r) {
                r.r1 = counter.update(v -> v + 1);
            }

            @Actor
            public void second(JJJ_Result r) {
                r.r2 = counter.update(v -> v + 2);
            }

            @Arbiter
            public void after(JJJ_Result r) {
                r.r3 = counter.get();
            }
        }
    }
}
