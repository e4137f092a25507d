package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.process.RingPairs;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import io.github.threeply.stress.support.TwoMappings;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

@Race(
        name = "bell-not-rung",
        title = "The bell that is not rung",
        wrong = "A worker process puts an answer into shared memory and rings only if the parent sleeps, "
                + "while the parent says that it sleeps and looks once more. With release and acquire alone "
                + "each store may still be on its way when the other side looks: the parent sleeps beside its "
                + "answer, and nobody rings.",
        shows = "Any processor with two cores, x86 too: its store buffer is enough.",
        cure = "WorkerProcessPool: its ring has a full fence on both sides, between what is said and what is "
                + "looked at.")
@Without("worker.publication")
public class BellNotRung {

    /** As one would write it who knows that release and acquire are enough to hand data over. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "The parent saw the answer and did not sleep.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "It sleeps, and is rung.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Rung for nothing.")
    @Outcome(id = "false, true", expect = ACCEPTABLE_INTERESTING, desc = "It sleeps, and nobody rings.")
    public static class ReleaseAcquire {
        private final int head = TwoMappings.claim();
        private final int sleeps = head + TwoMappings.APART;

        @Actor
        public void worker(ZZ_Result r) {
            TwoMappings.LONG.setRelease(TwoMappings.FIRST, head, 1L);
            r.r1 = (long) TwoMappings.LONG.getAcquire(TwoMappings.FIRST, sleeps) != 0;
        }

        @Actor
        public void parent(ZZ_Result r) {
            TwoMappings.LONG.setRelease(TwoMappings.SECOND, sleeps, 1L);
            r.r2 = (long) TwoMappings.LONG.getAcquire(TwoMappings.SECOND, head) == 0;
        }
    }

    /** Cured: the ring of the pool. */
    @JCStressTest
    @State
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "The parent saw the answer and did not sleep.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "It sleeps, and is rung.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Rung for nothing.")
    @Outcome(expect = FORBIDDEN, desc = "It sleeps, and nobody rings.")
    public static class CuredByFences {
        private final RingPairs.Pair ring = RingPairs.claim();

        @Actor
        public void worker(ZZ_Result r) {
            r.r1 = ring.put(1, 1);
        }

        @Actor
        public void parent(ZZ_Result r) {
            r.r2 = ring.sleep();
        }
    }
}
