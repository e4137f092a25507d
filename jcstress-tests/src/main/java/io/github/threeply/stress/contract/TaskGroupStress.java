package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.patterns.TaskGroup;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LII_Result;
import org.openjdk.jcstress.infra.results.ZLI_Result;

/**
 * Has each task of a group one end, and the group too? A future with one flag for "done" and one for "cancelled" has both;
 * any hardware shows it. The twin is {@code TwoFlags} in the gallery.
 */
public class TaskGroupStress {

    /** A task that runs while its future is cancelled: the two agree on one outcome. */
    @JCStressTest
    @State
    @Outcome(id = "true, CANCELLED, 0", expect = ACCEPTABLE, desc = "Cancelled before it started: it never runs.")
    @Outcome(id = "true, CANCELLED, 1", expect = ACCEPTABLE, desc = "Cancelled while it ran.")
    @Outcome(id = "false, VALUE, 1", expect = ACCEPTABLE, desc = "Ended first.")
    @Outcome(expect = FORBIDDEN, desc = "Both or neither, or a value without a run.")
    public static class CompleteVsCancel {
        private final AtomicInteger runs = new AtomicInteger();
        private final HeldTasks tasks = new HeldTasks();
        private final TaskGroup group = TaskGroup.open(tasks);
        private final Future<Integer> future = group.fork((Callable<Integer>) runs::incrementAndGet);

        @Actor
        public void runner() {
            tasks.run(0);
        }

        @Actor
        public void canceller(ZLI_Result r) {
            r.r1 = future.cancel(true);
        }

        @Arbiter
        public void after(ZLI_Result r) {
            r.r2 = outcome(future);
            r.r3 = runs.get();
        }
    }

    /** Two tasks that throw: the first failure is the group's, the other is suppressed by it or never happens. */
    @JCStressTest
    @State
    @Outcome(id = "[AB], 0, 1", expect = ACCEPTABLE, desc = "One failed; the other was kept from starting.")
    @Outcome(id = "[AB], 1, 2", expect = ACCEPTABLE, desc = "Both failed, and both are told.")
    @Outcome(expect = FORBIDDEN, desc = "A failure was lost, or told twice.")
    public static class FailVsFail {
        private final AtomicInteger runs = new AtomicInteger();
        private final HeldTasks tasks = new HeldTasks();
        private final TaskGroup group = TaskGroup.open(tasks);

        public FailVsFail() {
            group.fork(failing("A"));
            group.fork(failing("B"));
        }

        private Callable<Integer> failing(String name) {
            return () -> {
                runs.incrementAndGet();
                throw new IllegalStateException(name);
            };
        }

        @Actor
        public void first() {
            tasks.run(0);
        }

        @Actor
        public void second() {
            tasks.run(1);
        }

        @Arbiter
        public void after(LII_Result r) {
            try {
                group.join();
                r.r1 = "NOTHING";
            } catch (ExecutionException e) {
                r.r1 = e.getCause().getMessage();
                r.r2 = e.getSuppressed().length;
            } catch (InterruptedException e) {
                r.r1 = "INTERRUPTED";
            }
            r.r3 = runs.get();
        }
    }

    /** A fork while the group is being closed: once the close has returned, nothing runs any more. */
    @JCStressTest
    @State
    @Outcome(id = "VALUE, 1, 1", expect = ACCEPTABLE, desc = "Forked and ended first.")
    @Outcome(id = "CANCELLED, 1, 1", expect = ACCEPTABLE, desc = "Cancelled while it ran, and waited for.")
    @Outcome(id = "CANCELLED, 0, 0", expect = ACCEPTABLE, desc = "Cancelled before it started.")
    @Outcome(id = "REFUSED, 0, 0", expect = ACCEPTABLE, desc = "The close was first.")
    @Outcome(expect = FORBIDDEN, desc = "It ran after the close, or was accepted and forgotten.")
    public static class ForkVsClose {
        private final AtomicInteger runs = new AtomicInteger();
        private final TaskGroup group = TaskGroup.open(new InPlace());

        @Actor
        public void forker(LII_Result r) {
            try {
                r.r1 = outcome(group.fork((Callable<Integer>) runs::incrementAndGet));
            } catch (RejectedExecutionException e) {
                r.r1 = "REFUSED";
            }
        }

        @Actor
        public void closer(LII_Result r) {
            group.close();
            r.r2 = runs.get();
        }

        @Arbiter
        public void after(LII_Result r) {
            r.r3 = runs.get();
        }
    }

    /** Runs what it is given at once, on the thread that gives it. */
    private static final class InPlace extends HeldTasks {
        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }

    private static String outcome(Future<Integer> future) {
        if (!future.isDone()) {
            return "NOT DONE";
        }
        try {
            return future.get() == 1 ? "VALUE" : "WRONG VALUE";
        } catch (CancellationException e) {
            return "CANCELLED";
        } catch (ExecutionException e) {
            return "FAILED";
        } catch (InterruptedException e) {
            return "INTERRUPTED";
        }
    }
}
