package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.DeadlockException;
import io.github.threeply.core.DeadlockMonitor;
import io.github.threeply.stress.gate.Proves;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Does a monitor that breaks deadlocks free exactly one of two threads that take two locks crosswise, wherever the race
 * ends? One that is missed would be reported as a hang.
 */
@Proves("deadlock.found")
public class DeadlockStress {

    @JCStressTest
    @State
    @Outcome(id = "BOTH, BOTH", expect = ACCEPTABLE, desc = "They did not meet.")
    @Outcome(id = "BOTH, FREED", expect = ACCEPTABLE, desc = "They met, and the second was freed.")
    @Outcome(id = "FREED, BOTH", expect = ACCEPTABLE, desc = "They met, and the first was freed.")
    @Outcome(expect = FORBIDDEN, desc = "Both were freed, or interrupted.")
    public static class Crosswise {
        private static final DeadlockMonitor MONITOR = DeadlockMonitor.builder()
                .threshold(Duration.ofMillis(1))
                .onDeadlock(deadlock -> {})
                .breakDeadlocks()
                .start();

        private final Lock a = MONITOR.lock("a");
        private final Lock b = MONITOR.lock("b");

        @Actor
        public void first(LL_Result r) {
            r.r1 = takeBoth(a, b);
        }

        @Actor
        public void second(LL_Result r) {
            r.r2 = takeBoth(b, a);
        }

        private static String takeBoth(Lock first, Lock second) {
            first.lock();
            try {
                second.lockInterruptibly();
                second.unlock();
                return Thread.currentThread().isInterrupted() ? "INTERRUPTED" : "BOTH";
            } catch (DeadlockException e) {
                return Thread.currentThread().isInterrupted() ? "INTERRUPTED" : "FREED";
            } catch (InterruptedException e) {
                return "INTERRUPTED";
            } finally {
                first.unlock();
            }
        }
    }
}
