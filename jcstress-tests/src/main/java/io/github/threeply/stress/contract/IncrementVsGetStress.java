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
 * Does a reader see a counter before or after an increment, never anything else, and never go back? A read that is not
 * under the counter's own exclusion could miss what was counted long ago.
 */
@Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "Both reads before the increment.")
@Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "The increment between the reads.")
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Both reads after the increment.")
@Outcome(expect = FORBIDDEN, desc = "A read went back, or the increment was lost.")
@Proves("counter.forward")
public class IncrementVsGetStress {

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class Atomic {
        private final SharedCounter counter = SharedCounter.atomic();

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class Intrinsic {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.intrinsic());

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class Reentrant {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.reentrant());

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class Fair {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.fair());

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class ReadWrite {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.readWrite());

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class Stamped {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.stamped());

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class Semaphore {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.semaphore());

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class Spin {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.spin());

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class Ticket {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.ticket());

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class Mcs {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.mcs());

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(IncrementVsGetStress.class)
    @State
    public static class OfLock {
        private final SharedCounter counter = SharedCounter.lockedBy(LockStrategy.of(new ReentrantLock()));

        @Actor
        public void adder() {
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.get();
        }
    }
}
