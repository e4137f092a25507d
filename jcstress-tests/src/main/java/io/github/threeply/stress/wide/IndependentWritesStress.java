package io.github.threeply.stress.wide;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJJ_Result;

/**
 * Do all see the changes of two counters in one order? Two write, and two look at both, each in another order of its own:
 * they may not each see a change that the other one does not see yet. With weaker reads, processors that reorder them show
 * that, as AArch64; x86 never does. The twin is {@code IndependentWrites} in the gallery.
 */
@JCStressTest
@State
@Outcome(id = "1, 0, 1, 0", expect = FORBIDDEN, desc = "Each saw another one first.")
@Outcome(id = "[01], [01], [01], [01]", expect = ACCEPTABLE, desc = "One order explains it.")
@Outcome(expect = FORBIDDEN, desc = "A value from nowhere.")
@Proves("counter.atomic")
public class IndependentWritesStress {
    private final SharedCounter left = SharedCounter.atomic();
    private final SharedCounter right = SharedCounter.atomic();

    @Actor
    public void leftWriter() {
        left.set(1);
    }

    @Actor
    public void rightWriter() {
        right.set(1);
    }

    @Actor
    public void leftFirst(JJJJ_Result r) {
        r.r1 = left.get();
        r.r2 = right.get();
    }

    @Actor
    public void rightFirst(JJJJ_Result r) {
        r.r3 = right.get();
        r.r4 = left.get();
    }
}
