package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guard;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.stress.gate.Proves;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Does the queue of {@code mcs()} go on past a waiter that gives up at any moment, and does its body run exactly if it says
 * so? A lock passed to one who has gone would never be free again: a hang here.
 */
@JCStressTest
@State
@Outcome(
        id = {"0, 20", "1, 21"},
        expect = ACCEPTABLE,
        desc = "All ran, and the one with the limit ran or gave up.")
@Outcome(expect = FORBIDDEN, desc = "A body was lost, or ran though it was given up.")
@Proves("guard.giveup")
public class GiveUpStress {
    private final Guard guard = LockStrategy.mcs().newGuard();
    private long count;

    @Actor
    public void patient() {
        guard.writeLong(this, 10, GiveUpStress::count);
        guard.writeLong(this, 10, GiveUpStress::count);
    }

    @Actor
    public void impatient(JJ_Result r) {
        try {
            guard.tryWrite(Duration.ofNanos(200), () -> count(1));
            r.r1 = 1;
        } catch (TimeoutException e) {
            r.r1 = 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Arbiter
    public void after(JJ_Result r) {
        r.r2 = guard.readLong(this, 0, (state, ignored) -> state.count);
    }

    private long count(long by) {
        count += by;
        return count;
    }
}
