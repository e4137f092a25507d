package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guard;
import io.github.threeply.core.LockStatistics;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * Does each of two turns count, once, in all numbers? Statistics in plain words lose a turn of two that end at the same
 * time; any hardware shows it. The twin is {@code LostUpdate} in the gallery.
 */
@JCStressTest
@State
@Outcome(id = "2, 2, 2", expect = ACCEPTABLE, desc = "Both turns, their waits and their holds.")
@Outcome(expect = FORBIDDEN, desc = "One was lost, or counted twice.")
@Proves("statistics.exact")
public class StatisticsStress {
    private final LockStatistics statistics = LockStatistics.create();
    private final Guard one = LockStrategy.reentrant().measuredBy(statistics).newGuard();
    private final Guard other = LockStrategy.reentrant().measuredBy(statistics).newGuard();

    @Actor
    public void first() {
        one.write(() -> true);
    }

    @Actor
    public void second() {
        other.write(() -> true);
    }

    @Arbiter
    public void after(JJJ_Result r) {
        r.r1 = statistics.acquisitions();
        r.r2 = statistics.waits().count();
        r.r3 = statistics.holds().count();
    }
}
