package io.github.threeply.stress.canary;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.threeply.stress.gate.Alarm;
import io.github.threeply.stress.gate.MustRaise;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Is an actor that throws a failure? Here one always does. */
@JCStressTest
@State
@MustRaise(Alarm.ERROR)
@Outcome(id = ".*", expect = ACCEPTABLE, desc = "Whatever it is.")
public class ErrorMustFail {

    @Actor
    public void first(II_Result r) {
        r.r1 = 1;
    }

    @Actor
    public void second(II_Result r) {
        throw new IllegalStateException("thrown on purpose by a canary");
    }
}
