package io.github.threeply.stress.canary;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.github.threeply.stress.gate.Alarm;
import io.github.threeply.stress.gate.MustRaise;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Do the actors meet at all? Where this race never shows, two actors do not run at the same time. */
@JCStressTest
@State
@MustRaise(Alarm.INTERESTING)
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both counted.")
@Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "One was lost: the actors met.")
public class LostUpdateMustShow {
    private long count;

    @Actor
    public void first() {
        count++;
    }

    @Actor
    public void second() {
        count++;
    }

    @Arbiter
    public void after(J_Result r) {
        r.r1 = count;
    }
}
