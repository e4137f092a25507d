package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Proves;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * Does every increment count, and get a number of its own? Without exclusion two threads read the same value, both write
 * the next one, and one increment is lost; any hardware shows it. See the twin in the gallery, {@code LostUpdate}.
 */
@Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "The first was first.")
@Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "The second was first.")
@Outcome(expect = FORBIDDEN, desc = "An increment was lost, or two got the same number.")
@Proves("counter.atomic")
public class IncrementStress {

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class Atomic {
        private final SharedCounter counter = SharedCounter.atomic();

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class Intrinsic {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.intrinsic());

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class Reentrant {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.reentrant());

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class Fair {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.fair());

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class ReadWrite {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.readWrite());

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class Stamped {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.stamped());

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class Semaphore {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.semaphore());

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class Spin {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.spin());

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class Ticket {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.ticket());

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class Mcs {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.mcs());

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementStress.class)
    @State
    public static class OfLock {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.of(new ReentrantLock()));

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = counter.increment();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = counter.increment();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }
}
