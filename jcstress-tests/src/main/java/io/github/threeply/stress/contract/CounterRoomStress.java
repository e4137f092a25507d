package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Proves;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** Does an addition that waits for room get it from a subtraction that comes at any moment? */
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Added.")
@Outcome(expect = FORBIDDEN, desc = "The room was not seen, or used twice.")
@Proves("counter.wait")
public class CounterRoomStress {
    private static final Duration LONG = Duration.ofSeconds(Long.MAX_VALUE);

    static boolean add(SharedCounter counter) {
        try {
            return counter.tryAdd(1, LONG);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @JCStressTest
    @JCStressMeta(CounterRoomStress.class)
    @State
    public static class Atomic {
        private final SharedCounter counter =
                SharedCounter.builder().between(0, 1).initial(1).build();

        @Actor
        public void adder(ZJ_Result r) {
            r.r1 = add(counter);
        }

        @Actor
        public void subtracter() {
            counter.decrement();
        }

        @Arbiter
        public void after(ZJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(CounterRoomStress.class)
    @State
    public static class Reentrant {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.reentrant())
                .between(0, 1)
                .initial(1)
                .build();

        @Actor
        public void adder(ZJ_Result r) {
            r.r1 = add(counter);
        }

        @Actor
        public void subtracter() {
            counter.decrement();
        }

        @Arbiter
        public void after(ZJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(CounterRoomStress.class)
    @State
    public static class Stamped {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.stamped())
                .between(0, 1)
                .initial(1)
                .build();

        @Actor
        public void adder(ZJ_Result r) {
            r.r1 = add(counter);
        }

        @Actor
        public void subtracter() {
            counter.decrement();
        }

        @Arbiter
        public void after(ZJ_Result r) {
            r.r2 = counter.get();
        }
    }

    @JCStressTest
    @JCStressMeta(CounterRoomStress.class)
    @State
    public static class Mcs {
        private final SharedCounter counter = SharedCounter.builder()
                .lockedBy(LockStrategy.mcs())
                .between(0, 1)
                .initial(1)
                .build();

        @Actor
        public void adder(ZJ_Result r) {
            r.r1 = add(counter);
        }

        @Actor
        public void subtracter() {
            counter.decrement();
        }

        @Arbiter
        public void after(ZJ_Result r) {
            r.r2 = counter.get();
        }
    }
}
