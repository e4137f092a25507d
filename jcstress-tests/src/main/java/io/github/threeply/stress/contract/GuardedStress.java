package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guarded;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Is a guarded value replaced in one step? To read it and to store it later, in two turns, would lose one of two changes;
 * any hardware shows it. The twin is {@code LostUpdate} in the gallery.
 */
@JCStressTest
@State
@Outcome(id = "a, ab, ab", expect = ACCEPTABLE, desc = "The first was first.")
@Outcome(id = "ba, b, ba", expect = ACCEPTABLE, desc = "The second was first.")
@Outcome(expect = FORBIDDEN, desc = "One was lost.")
@Proves("guard.update")
public class GuardedStress {
    private final Guarded<String> text = Guarded.of("");

    @Actor
    public void first(LLL_Result r) {
        r.r1 = text.update(before -> before + "a");
    }

    @Actor
    public void second(LLL_Result r) {
        r.r2 = text.update(before -> before + "b");
    }

    @Arbiter
    public void after(LLL_Result r) {
        r.r3 = text.read(now -> now);
    }
}
