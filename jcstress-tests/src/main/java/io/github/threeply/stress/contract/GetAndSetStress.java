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
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Does a reset lose or double what is added meanwhile? A reset that reads and then writes does; any hardware shows it. The
 * twin is {@code GetThenReset} in the gallery.
 */
@Outcome(id = "0, 5", expect = ACCEPTABLE, desc = "Reset first.")
@Outcome(id = "5, 0", expect = ACCEPTABLE, desc = "Added first.")
@Outcome(expect = FORBIDDEN, desc = "The addition was lost, or counted twice.")
@Proves("counter.reset")
public class GetAndSetStress {

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class Atomic {
        private final SharedCounter counter = SharedCounter.builder().build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class Intrinsic {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.intrinsic()).build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class Reentrant {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.reentrant()).build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class Fair {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.fair()).build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class ReadWrite {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.readWrite()).build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class Stamped {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.stamped()).build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class Semaphore {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.semaphore()).build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class Spin {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.spin()).build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class Ticket {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.ticket()).build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class Mcs {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.mcs()).build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class OfLock {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.of(new ReentrantLock()))
                .build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(GetAndSetStress.class)
    @State
    public static class Bounded {
        private final SharedCounter counter =
                SharedCounter.builder().between(0, 10).build();

        @Actor
        public void adder() {
            counter.add(5);
        }

        @Actor
        public void resetter(JJ_Result r) {
            r.r1 = counter.getAndSet(0);
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.get();
        }
    }
}
