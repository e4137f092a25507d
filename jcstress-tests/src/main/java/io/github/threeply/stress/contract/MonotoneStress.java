package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Proves;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Does one reader ever see a counter go back that only grows? */
@Outcome(
        id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"},
        expect = ACCEPTABLE,
        desc = "Not less than before.")
@Outcome(expect = FORBIDDEN, desc = "It went back, or to where it never was.")
@Proves("counter.forward")
public class MonotoneStress {

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class Atomic {
        private final SharedCounter counter = SharedCounter.builder().build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class Intrinsic {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.intrinsic()).build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class Reentrant {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.reentrant()).build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class Fair {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.fair()).build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class ReadWrite {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.readWrite()).build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class Stamped {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.stamped()).build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class Semaphore {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.semaphore()).build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class Spin {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.spin()).build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class Ticket {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.ticket()).build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class Mcs {
        private final SharedCounter counter =
                SharedCounter.builder().lockedBy(LockStrategy.mcs()).build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(MonotoneStress.class)
    @State
    public static class OfLock {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.of(new ReentrantLock()))
                .build();

        @Actor
        public void adder() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.get();
            r.r2 = counter.get();
        }
    }
}
