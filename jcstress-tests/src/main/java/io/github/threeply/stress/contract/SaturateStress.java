package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.core.SharedCounter.Overflow;
import io.github.threeply.stress.gate.Proves;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Does a counter that saturates stop at the end of {@code long}, whoever adds at the same time? */
@Outcome(id = "9223372036854775807", expect = ACCEPTABLE, desc = "At the bound.")
@Outcome(expect = FORBIDDEN, desc = "Wrapped around, or below the bound.")
@Proves("counter.bound")
public class SaturateStress {

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class Atomic {
        private final SharedCounter counter = SharedCounter.builder()
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class Intrinsic {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.intrinsic())
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class Reentrant {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.reentrant())
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class Fair {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.fair())
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class ReadWrite {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.readWrite())
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class Stamped {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.stamped())
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class Semaphore {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.semaphore())
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class Spin {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.spin())
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class Ticket {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.ticket())
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class Mcs {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.mcs())
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(SaturateStress.class)
    @State
    public static class OfLock {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.of(new ReentrantLock()))
                .overflow(Overflow.SATURATE)
                .initial(Long.MAX_VALUE - 1)
                .build();

        @Actor
        public void first() {
            counter.increment();
        }

        @Actor
        public void second() {
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.get();
        }
    }
}
