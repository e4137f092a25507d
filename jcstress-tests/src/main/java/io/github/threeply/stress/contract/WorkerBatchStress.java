package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.process.WorkerBatches;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Tasks that came to a pool's worker in one frame: each is begun, dropped or given back, and only one of these. */
@Proves("worker.once")
public class WorkerBatchStress {

    /** A task is to be dropped just when its turn comes. */
    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "It has begun.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "It was dropped.")
    @Outcome(expect = FORBIDDEN, desc = "Both, or neither: it is lost.")
    public static class BeginOrDrop {
        private final WorkerBatches batch = new WorkerBatches(2);

        @Actor
        public void taskThread(ZZ_Result r) {
            r.r1 = batch.begin() == 0;
        }

        @Actor
        public void controlThread(ZZ_Result r) {
            r.r2 = batch.drop(0);
        }
    }

    /** All that have not begun are to be given back. */
    @JCStressTest
    @State
    @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "Both were given back.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The second was.")
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Both have begun.")
    @Outcome(expect = FORBIDDEN, desc = "One is lost, or will run twice.")
    public static class BeginOrGiveBack {
        private final WorkerBatches batch = new WorkerBatches(2);

        @Actor
        public void taskThread(II_Result r) {
            while (batch.begin() >= 0) {
                r.r1++;
            }
        }

        @Actor
        public void controlThread(II_Result r) {
            r.r2 = batch.recall(2);
        }
    }
}
