package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedEvent;
import io.github.threeply.ipc.shared.SyncPairs;
import io.github.threeply.ipc.shared.SyncPairs.Pair;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Does an event between processes release who waits, with what was done before, whatever is cleared before or after? The
 * twin is {@code SetThenLook} in the gallery.
 */
@Proves("event.shared")
public class SharedEventStress {

    /** A clear of an event that is not set has no effect: who waits is released by the set after it, or this hangs. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Released, and seen.")
    @Outcome(expect = FORBIDDEN, desc = "Released too early.")
    public static class ClearThenSet {
        private final Pair<SharedEvent> event = SyncPairs.event();
        private int done;

        @Actor
        public void setter() {
            event.one().clear();
            done = 1;
            event.one().set();
        }

        @Actor
        public void waiter(I_Result r) {
            event.other().awaitUninterruptibly();
            r.r1 = done;
        }
    }

    /** Sets and clears of two processes are each one step: after the last clear, the event is not set. */
    @JCStressTest
    @State
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "Seen set; not set in the end.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "Not seen set; not set in the end.")
    @Outcome(expect = FORBIDDEN, desc = "A clear set it.")
    public static class SetVsClear {
        private final Pair<SharedEvent> event = SyncPairs.event();

        @Actor
        public void setter() {
            event.one().set();
            event.one().clear();
        }

        @Actor
        public void clearer(ZI_Result r) {
            r.r1 = event.other().isSet();
            event.other().clear();
        }

        @Arbiter
        public void after(ZI_Result r) {
            r.r2 = event.one().isSet() ? 0 : 1;
        }
    }
}
