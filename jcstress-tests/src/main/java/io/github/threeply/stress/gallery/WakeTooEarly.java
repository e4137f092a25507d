package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.WaitCells;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

@Race(
        name = "wake-too-early",
        title = "The sleeper that is not seen",
        wrong = "A process changes a word of shared memory by a release store, and then looks who waits for "
                + "it. The store is still in the processor's store buffer while the look goes ahead and finds "
                + "nobody: the one who comes to wait just then sees the old word, and sleeps.",
        shows = "Any processor with two cores, x86 too: its store buffer is enough.",
        cure = "SharedEvent, SharedLock and all that waits in shared memory: they change the word by a "
                + "volatile store before they look.")
@Without("shared.wait")
public class WakeTooEarly {

    /** The change is a release store. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It goes to sleep, and is woken.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It need not sleep.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It need not sleep, and is woken all the same.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "It goes to sleep, and nobody wakes it.")
    public static class ReleaseStore {
        private final WaitCells cells = new WaitCells();

        @Actor
        public void waiter(JJ_Result r) {
            r.r1 = cells.announceAndLook();
        }

        @Actor
        public void waker(JJ_Result r) {
            r.r2 = cells.changeLateAndLook();
        }

        @Arbiter
        public void end() {
            cells.leave();
        }
    }

    /** Cured: the change is a volatile store, and the look stays behind it. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It goes to sleep, and is woken.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It need not sleep.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It need not sleep, and is woken all the same.")
    @Outcome(expect = FORBIDDEN, desc = "It goes to sleep, and nobody wakes it.")
    public static class CuredByVolatileStore {
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
}
