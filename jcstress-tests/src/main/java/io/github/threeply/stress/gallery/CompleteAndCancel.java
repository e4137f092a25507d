package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.patterns.TaskGroup;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import io.github.threeply.stress.support.HeldTasks;
import java.util.concurrent.Future;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

@Race(
        name = "complete-and-cancel",
        title = "Completed and cancelled",
        wrong = "A task is completed and cancelled at the same time, and each side tests the other's flag "
                + "before it sets its own. Both are told that they were first: the caller takes the task for "
                + "cancelled, and its effects come all the same.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "The futures of TaskGroup.fork: one step decides between the result and cancel.")
@Without("task.cancel")
public class CompleteAndCancel {

    /** Two flags. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Completed.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "Cancelled.")
    @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "Completed and cancelled.")
    public static class Broken {
        private volatile boolean completed;
        private volatile boolean cancelled;

        @Actor
        public void completer(ZZ_Result r) {
            if (!cancelled) {
                completed = true;
                r.r1 = true;
            }
        }

        @Actor
        public void canceller(ZZ_Result r) {
            if (!completed) {
                cancelled = true;
                r.r2 = true;
            }
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Completed.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "Cancelled.")
    @Outcome(expect = FORBIDDEN, desc = "Both, or neither.")
    public static class CuredByOneStep {
        private final HeldTasks executor = new HeldTasks();
        private final TaskGroup group = TaskGroup.open(executor);
        private final Future<Integer> future = group.fork(() -> 1);

        @Actor
        public void completer() {
            executor.runOne();
        }

        @Actor
        public void canceller(ZZ_Result r) {
            r.r2 = future.cancel(false);
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r1 = future.isDone() && !future.isCancelled();
        }
    }
}
