package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Proves;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * Is who waits for a value always woken by the change that brings it, and does it see what was written before that change?
 * One that looks and then goes to sleep, without being on the list when it looks, sleeps for ever: a hang here. The twin is
 * {@code LookThenSleep} in the gallery.
 */
@Outcome(id = "42", expect = ACCEPTABLE, desc = "Woken, and all is seen.")
@Outcome(expect = FORBIDDEN, desc = "Woken before the change.")
@Proves({"counter.wait", "counter.publication"})
public class CounterAwaitStress {
    private static final Duration SHORT = Duration.ofNanos(1);

    /** A counter, and something plain that the additions publish. */
    static final class Waited {
        private final SharedCounter counter;
        private int first;
        private int second;

        Waited(SharedCounter counter) {
            this.counter = counter;
        }

        void addTwice() {
            first = 40;
            counter.increment();
            second = 2;
            counter.increment();
        }

        long await() {
            try {
                counter.awaitAtLeast(2);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return first + second;
        }

        void giveUp() {
            try {
                counter.tryAwaitAtLeast(3, SHORT);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @JCStressTest
    @JCStressMeta(CounterAwaitStress.class)
    @State
    public static class Atomic {
        private final Waited waited = new Waited(SharedCounter.builder().build());

        @Actor
        public void adder() {
            waited.addTwice();
        }

        @Actor
        public void waiter(J_Result r) {
            r.r1 = waited.await();
        }
    }

    /**
     * Two enter the list of those who wait, and one of them leaves it at once and makes the change that the other waits for.
     * With one who waits nobody else replaces the list: one step that overwrites what the other has put there loses that
     * other only here.
     */
    @JCStressTest
    @JCStressMeta(CounterAwaitStress.class)
    @State
    public static class BesideOneThatGivesUp {
        private final Waited waited = new Waited(SharedCounter.builder().build());

        @Actor
        public void adder() {
            waited.giveUp();
            waited.addTwice();
        }

        @Actor
        public void waiter(J_Result r) {
            r.r1 = waited.await();
        }
    }

    @JCStressTest
    @JCStressMeta(CounterAwaitStress.class)
    @State
    public static class Intrinsic {
        private final Waited waited = new Waited(
                SharedCounter.builder().lockedBy(LockStrategy.intrinsic()).build());

        @Actor
        public void adder() {
            waited.addTwice();
        }

        @Actor
        public void waiter(J_Result r) {
            r.r1 = waited.await();
        }
    }

    @JCStressTest
    @JCStressMeta(CounterAwaitStress.class)
    @State
    public static class Reentrant {
        private final Waited waited = new Waited(
                SharedCounter.builder().lockedBy(LockStrategy.reentrant()).build());

        @Actor
        public void adder() {
            waited.addTwice();
        }

        @Actor
        public void waiter(J_Result r) {
            r.r1 = waited.await();
        }
    }

    @JCStressTest
    @JCStressMeta(CounterAwaitStress.class)
    @State
    public static class Stamped {
        private final Waited waited = new Waited(
                SharedCounter.builder().lockedBy(LockStrategy.stamped()).build());

        @Actor
        public void adder() {
            waited.addTwice();
        }

        @Actor
        public void waiter(J_Result r) {
            r.r1 = waited.await();
        }
    }

    @JCStressTest
    @JCStressMeta(CounterAwaitStress.class)
    @State
    public static class Mcs {
        private final Waited waited =
                new Waited(SharedCounter.builder().lockedBy(LockStrategy.mcs()).build());

        @Actor
        public void adder() {
            waited.addTwice();
        }

        @Actor
        public void waiter(J_Result r) {
            r.r1 = waited.await();
        }
    }

    @JCStressTest
    @JCStressMeta(CounterAwaitStress.class)
    @State
    public static class Bounded {
        private final Waited waited =
                new Waited(SharedCounter.builder().between(0, 10).build());

        @Actor
        public void adder() {
            waited.addTwice();
        }

        @Actor
        public void waiter(J_Result r) {
            r.r1 = waited.await();
        }
    }

    @JCStressTest
    @JCStressMeta(CounterAwaitStress.class)
    @State
    public static class ReadWrite {
        private final Waited waited = new Waited(
                SharedCounter.builder().lockedBy(LockStrategy.readWrite()).build());

        @Actor
        public void adder() {
            waited.addTwice();
        }

        @Actor
        public void waiter(J_Result r) {
            r.r1 = waited.await();
        }
    }
}
