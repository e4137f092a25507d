package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.CounterOverflowException;
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
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * Is to check a bound and to add one step? With room for one, two that check first and add then can both get in; any
 * hardware shows it. The twin is {@code LookThenAdd} in the gallery.
 */
@Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "The first got in.")
@Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "The second got in.")
@Outcome(expect = FORBIDDEN, desc = "Both got in, or nobody.")
@Proves("counter.bound")
public class BoundStress {

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class Atomic {
        private final SharedCounter counter =
                SharedCounter.builder().between(0, 1).build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class Intrinsic {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.intrinsic())
                .between(0, 1)
                .build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class Reentrant {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.reentrant())
                .between(0, 1)
                .build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class Fair {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.fair())
                .between(0, 1)
                .build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class ReadWrite {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.readWrite())
                .between(0, 1)
                .build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class Stamped {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.stamped())
                .between(0, 1)
                .build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class Semaphore {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.semaphore())
                .between(0, 1)
                .build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class Spin {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.spin())
                .between(0, 1)
                .build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class Ticket {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.ticket())
                .between(0, 1)
                .build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class Mcs {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.mcs())
                .between(0, 1)
                .build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(BoundStress.class)
    @State
    public static class OfLock {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.of(new ReentrantLock()))
                .between(0, 1)
                .build();

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = counter.tryAdd(1);
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = counter.tryAdd(1);
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = counter.get();
        }
    }

    /** Throws at the bound: one has added, the other is told, and the value is as the first left it. */
    @JCStressTest
    @Outcome(id = "1, REFUSED, 1", expect = ACCEPTABLE, desc = "The first had the room.")
    @Outcome(id = "REFUSED, 1, 1", expect = ACCEPTABLE, desc = "The second had the room.")
    @Outcome(expect = FORBIDDEN, desc = "Over the bound, or refused with room.")
    @State
    public static class Throwing {
        private final SharedCounter counter =
                SharedCounter.builder().between(0, 1).build();

        @Actor
        public void first(LLL_Result r) {
            r.r1 = add();
        }

        @Actor
        public void second(LLL_Result r) {
            r.r2 = add();
        }

        private Object add() {
            try {
                return counter.add(1);
            } catch (CounterOverflowException e) {
                return "REFUSED";
            }
        }

        @Arbiter
        public void after(LLL_Result r) {
            r.r3 = counter.get();
        }
    }
}
