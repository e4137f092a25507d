package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.WaitCells;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Is nobody left asleep? Who waits says so in the cell and then looks; who changes something does that and then looks who
 * waits: one of the two sees the other. The twin is {@code WakeTooEarly} in the gallery.
 */
@JCStressTest
@State
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It goes to sleep, and is woken.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It need not sleep.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It need not sleep, and is woken all the same.")
@Outcome(expect = FORBIDDEN, desc = "It goes to sleep, and nobody wakes it.")
@Proves("shared.wait")
public class SharedWakeStress {
    private final WaitCells cells = new WaitCells();

    @Actor
    public void waiter(JJ_Result r) {
        r.r1 = cells.announceAndLook();
    }

    @Actor
    public void waker(JJ_Result r) {
        r.r2 = cells.changeAndLook();
    }

    @Arbiter
    public void end() {
        cells.leave();
    }
}
