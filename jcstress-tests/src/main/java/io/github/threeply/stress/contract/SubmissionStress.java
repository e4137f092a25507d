package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.process.PoolEntrance;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Tasks on their way into a pool of worker processes: past the limit, and through the queue. */
@Proves("worker.taken")
public class SubmissionStress {

    /** A worker that has nothing to do says so, and looks; who submits puts the task there, and looks. */
    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Each has seen the other.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The worker is woken.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The worker has found the task.")
    @Outcome(expect = FORBIDDEN, desc = "The task waits beside a worker that sleeps.")
    public static class AddOrSleep {
        private final PoolEntrance pool = new PoolEntrance();

        @Actor
        public void submitter(ZZ_Result r) {
            r.r1 = pool.addAndLook();
        }

        @Actor
        public void worker(ZZ_Result r) {
            r.r2 = pool.sayAndTake();
        }
    }

    /** Two take while another task is added: each task is taken once. */
    @JCStressTest
    @State
    @Outcome(id = "[012], [012], [012]", expect = ACCEPTABLE, desc = "Both tasks, each once.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost, or was taken twice.")
    public static class TakeOnce {
        private final PoolEntrance pool = new PoolEntrance();

        public TakeOnce() {
            pool.add();
        }

        @Actor
        public void one(III_Result r) {
            pool.add();
            r.r1 = pool.take();
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = pool.take();
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = pool.take();
            if (r.r1 + r.r2 + r.r3 != 2) {
                r.r3 = -1;
            }
        }
    }

    /** There is room for one, which is taken: it becomes free, and two want it. */
    @JCStressTest
    @State
    @Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "The first has it.")
    @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "The second has it.")
    @Outcome(expect = FORBIDDEN, desc = "Both are in, or the place is lost.")
    @Proves("worker.room")
    public static class OnePlace {
        private final PoolEntrance pool = new PoolEntrance();

        public OnePlace() {
            pool.enter();
        }

        @Actor
        public void one(ZZZ_Result r) {
            pool.leave();
            r.r1 = pool.enter();
        }

        @Actor
        public void other(ZZZ_Result r) {
            r.r2 = pool.enter();
        }

        @Arbiter
        public void after(ZZZ_Result r) {
            r.r3 = pool.enter();
        }
    }

    /** One is in and leaves, another one waits for its place: it is woken. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "It is in.")
    @Outcome(expect = FORBIDDEN, desc = "It slept beside a place that was free.")
    @Proves("worker.room")
    public static class LeaveOrWait {
        private final PoolEntrance pool = new PoolEntrance();

        public LeaveOrWait() {
            pool.fill();
        }

        @Actor
        public void leaver() {
            pool.makeRoom();
        }

        @Actor
        public void waiter(I_Result r) {
            r.r1 = pool.waitForRoom();
        }
    }

    /** What is inside is counted by two words: it never seems to be less than nothing, nor more than there was. */
    @JCStressTest
    @State
    @Outcome(id = "[01], [01]", expect = ACCEPTABLE, desc = "Before, between or after.")
    @Outcome(id = "[01], 2", expect = ACCEPTABLE, desc = "One who had gone is counted still, where that may be.")
    @Outcome(id = "2, [012]", expect = ACCEPTABLE, desc = "One left and another one came between two looks.")
    @Outcome(expect = FORBIDDEN, desc = "Fewer than none, or a number from nowhere.")
    @Proves("worker.room")
    public static class CountInside {
        private final PoolEntrance pool = new PoolEntrance();

        public CountInside() {
            pool.enter();
        }

        @Actor
        public void one() {
            pool.leave();
            pool.enter();
            pool.leave();
        }

        @Actor
        public void looker(II_Result r) {
            r.r1 = pool.inside();
            r.r2 = pool.insideAtMost();
        }
    }
}
