package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.LifelineCells;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does nobody sleep on who relies on being told of the end of a process? Who waits says so and then looks whether there is
 * a line; at the end of the line it is taken away, and then those are woken that wait.
 */
@JCStressTest
@State
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It finds no line, and looks for the dead itself.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It finds no line, and is woken all the same.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It finds a line, and is woken at the end.")
@Outcome(expect = FORBIDDEN, desc = "It relies on the line, and is not woken.")
@Proves("shared.wait")
public class SharedLifelineStress {
    private final LifelineCells cells = new LifelineCells();

    @Actor
    public void waiter(II_Result r) {
        r.r1 = cells.announceAndLook();
    }

    @Actor
    public void end() {
        cells.end();
    }

    @Arbiter
    public void after(II_Result r) {
        r.r2 = cells.isWoken();
    }
}
