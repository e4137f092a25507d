package io.github.threeply.stress.canary;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.threeply.stress.gate.Alarm;
import io.github.threeply.stress.gate.MustRaise;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Is an actor that never comes back a failure? Here one waits for a permit that nobody gives. */
@JCStressTest
@State
@MustRaise(Alarm.HANG)
@Outcome(id = ".*", expect = ACCEPTABLE, desc = "Never reached.")
public class HangMustFail {
    private volatile boolean permit;

    @Actor
    public void first(II_Result r) {
        r.r1 = 1;
    }

    @Actor
    public void second(II_Result r) {
        while (!permit) {
            LockSupport.park(this);
        }
        r.r2 = 1;
    }
}
