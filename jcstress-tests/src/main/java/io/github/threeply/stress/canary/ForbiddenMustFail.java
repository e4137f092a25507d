package io.github.threeply.stress.canary;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.threeply.stress.gate.Alarm;
import io.github.threeply.stress.gate.MustRaise;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Is an outcome that nobody listed a failure? Here one happens every time. */
@JCStressTest
@State
@MustRaise(Alarm.FORBIDDEN)
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Never happens.")
public class ForbiddenMustFail {

    @Actor
    public void first(II_Result r) {
        r.r1 = 1;
    }

    @Actor
    public void second(II_Result r) {
        r.r2 = 2;
    }
}
