package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedLatch;
import io.github.threeply.ipc.shared.SyncPairs;
import io.github.threeply.ipc.shared.SyncPairs.Pair;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a latch that two processes count down open once both have, and do those who pass see what both did before? One
 * whose count is read and written loses a count, and nobody ever passes; any hardware shows it. The twin is
 * {@code MappedLostUpdate} in the gallery.
 */
@Proves("shared.latch")
public class SharedLatchStress {

    /** Each of two counts down, and waits for the other; or this hangs. */
    @JCStressTest
    @State
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "Passed, and seen.")
    @Outcome(expect = FORBIDDEN, desc = "Passed too early.")
    public static class BothCount {
        private final Pair<SharedLatch> latch = SyncPairs.latch(2);
        private int first;
        private int second;

        @Actor
        public void first(II_Result r) {
            first = 1;
            latch.one().countDown();
            latch.one().awaitUninterruptibly();
            r.r1 = second;
        }

        @Actor
        public void second(II_Result r) {
            second = 2;
            latch.other().countDown();
            latch.other().awaitUninterruptibly();
            r.r2 = first;
        }
    }
}
