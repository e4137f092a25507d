package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guard;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.stress.gate.Proves;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Of two that try at the same time to get in without waiting, does exactly one get in? Whoever is in stays until the other
 * has tried.
 */
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The first got in.")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The second got in.")
@Outcome(expect = FORBIDDEN, desc = "Both were in at once, or nobody, though it was free.")
@Proves("guard.try")
public class TryWriteStress {

    /** A guard, and who has tried it. */
    static final class Race {
        private final Guard guard;
        private volatile boolean firstHasTried;
        private volatile boolean secondHasTried;

        Race(LockStrategy strategy) {
            guard = strategy.newGuard();
        }

        boolean first() {
            boolean in = tryWrite(false);
            firstHasTried = true;
            return in;
        }

        boolean second() {
            boolean in = tryWrite(true);
            secondHasTried = true;
            return in;
        }

        private boolean tryWrite(boolean second) {
            try {
                return guard.tryWrite(Duration.ZERO, () -> {
                    if (second) {
                        secondHasTried = true;
                    } else {
                        firstHasTried = true;
                    }
                    while (!(second ? firstHasTried : secondHasTried)) {
                        Thread.onSpinWait();
                    }
                    return true;
                });
            } catch (TimeoutException e) {
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @JCStressTest
    @JCStressMeta(TryWriteStress.class)
    @State
    public static class Reentrant {
        private final Race race = new Race(LockStrategy.reentrant());

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = race.first();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = race.second();
        }
    }

    @JCStressTest
    @JCStressMeta(TryWriteStress.class)
    @State
    public static class Fair {
        private final Race race = new Race(LockStrategy.fair());

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = race.first();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = race.second();
        }
    }

    @JCStressTest
    @JCStressMeta(TryWriteStress.class)
    @State
    public static class ReadWrite {
        private final Race race = new Race(LockStrategy.readWrite());

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = race.first();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = race.second();
        }
    }

    @JCStressTest
    @JCStressMeta(TryWriteStress.class)
    @State
    public static class Stamped {
        private final Race race = new Race(LockStrategy.stamped());

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = race.first();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = race.second();
        }
    }

    @JCStressTest
    @JCStressMeta(TryWriteStress.class)
    @State
    public static class Semaphore {
        private final Race race = new Race(LockStrategy.semaphore());

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = race.first();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = race.second();
        }
    }

    @JCStressTest
    @JCStressMeta(TryWriteStress.class)
    @State
    public static class Spin {
        private final Race race = new Race(LockStrategy.spin());

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = race.first();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = race.second();
        }
    }

    @JCStressTest
    @JCStressMeta(TryWriteStress.class)
    @State
    public static class Ticket {
        private final Race race = new Race(LockStrategy.ticket());

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = race.first();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = race.second();
        }
    }

    @JCStressTest
    @JCStressMeta(TryWriteStress.class)
    @State
    public static class Mcs {
        private final Race race = new Race(LockStrategy.mcs());

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = race.first();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = race.second();
        }
    }

    @JCStressTest
    @JCStressMeta(TryWriteStress.class)
    @State
    public static class OfLock {
        private final Race race = new Race(LockStrategy.of(new ReentrantLock()));

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = race.first();
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = race.second();
        }
    }
}
