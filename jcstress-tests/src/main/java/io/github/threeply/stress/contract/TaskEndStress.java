package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import io.github.threeply.patterns.TaskGroup;
import io.github.threeply.patterns.Tasks;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.HeldTasks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IL_Result;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * A task ends once, and one instant decides how. The tasks run in the threads of the actors, so that no test starts any.
 */
public class TaskEndStress {

    /** Either the task has a value or it was cancelled. The twin with two flags is {@code CompleteAndCancel}. */
    @JCStressTest
    @State
    @Outcome(id = "true, CANCELLED", expect = ACCEPTABLE, desc = "Cancelled, before the task or while it ran.")
    @Outcome(id = "false, DONE", expect = ACCEPTABLE, desc = "The task was first.")
    @Outcome(expect = FORBIDDEN, desc = "A cancel that said true, and a value all the same; or neither.")
    @Proves("task.cancel")
    public static class CompleteVsCancel {
        private final HeldTasks executor = new HeldTasks();
        private final TaskGroup group = TaskGroup.open(executor);
        private final Future<Integer> future = group.fork(() -> 1);

        @Actor
        public void runner() {
            executor.runOne();
        }

        @Actor
        public void canceller(ZL_Result r) {
            r.r1 = future.cancel(true);
        }

        @Arbiter
        public void after(ZL_Result r) {
            if (Thread.interrupted()) {
                r.r2 = "INTERRUPT LEFT BEHIND";
                return;
            }
            try {
                if (!future.isDone() || !group.join(Duration.ZERO)) {
                    r.r2 = "NEITHER";
                } else {
                    r.r2 = future.isCancelled() ? "CANCELLED" : future.get() == 1 ? "DONE" : "WRONG";
                }
            } catch (ExecutionException | InterruptedException e) {
                r.r2 = e.toString();
            }
        }
    }

    /** A task that nobody has begun when all are cancelled is not begun after. Every one has exactly one outcome. */
    @JCStressTest
    @State
    @Outcome(id = "1, VALUE", expect = ACCEPTABLE, desc = "It had begun, and ended well.")
    @Outcome(id = "0, CANCELLED", expect = ACCEPTABLE, desc = "It never began.")
    @Outcome(expect = FORBIDDEN, desc = "It ran and is told as one that never began, or has no outcome.")
    @Proves("task.cancel")
    public static class CancelVsStart {
        private final HeldTasks executor = new HeldTasks();
        private final AtomicInteger ran = new AtomicInteger();
        private final BulkResults<Integer> results = BulkExecutor.over(executor)
                .submitEach(n -> ran.incrementAndGet(), List.of(1).iterator(), 1);

        @Actor
        public void runner() {
            executor.runOne();
        }

        @Actor
        public void canceller() {
            results.cancel();
        }

        @Arbiter
        public void after(IL_Result r) {
            r.r1 = ran.get();
            try {
                if (!results.tryNext(Duration.ZERO)) {
                    r.r2 = "NO OUTCOME";
                    return;
                }
            } catch (InterruptedException e) {
                r.r2 = "INTERRUPT LEFT BEHIND";
                return;
            }
            Throwable failure = results.failure();
            r.r2 = failure == null ? "VALUE" : failure instanceof CancellationException ? "CANCELLED" : "FAILED";
        }
    }

    /** A reader that waits gets the outcome, and sees what the function wrote. (A lost wake-up would only make it late.) */
    @JCStressTest
    @State
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "Read.")
    @Outcome(expect = FORBIDDEN, desc = "Not what the function wrote.")
    @Proves("task.publication")
    public static class OutcomeVsReader {
        private final HeldTasks executor = new HeldTasks();
        private final BulkResults<int[]> results = BulkExecutor.over(executor)
                .submitEach(n -> new int[] {n}, List.of(7).iterator(), 1);

        @Actor
        public void runner() {
            executor.runOne();
        }

        @Actor
        public void reader(L_Result r) {
            try {
                r.r1 = results.next() ? (Object) results.value()[0] : "NOTHING";
            } catch (ExecutionException | InterruptedException e) {
                r.r1 = e.toString();
            }
        }
    }

    /** Who has a future's value sees what the task did; and the task saw what was done before it was forked. */
    @JCStressTest
    @State
    @Outcome(id = "8, 9", expect = ACCEPTABLE, desc = "Both saw all.")
    @Outcome(expect = FORBIDDEN, desc = "Something done before was not seen.")
    @Proves("task.publication")
    public static class ForkVsGet {
        private final HeldTasks executor = new HeldTasks();
        private final TaskGroup group = TaskGroup.open(executor);
        private final CompletableFuture<Future<Integer>> forked = new CompletableFuture<>();
        private int before;
        private int during;

        @Actor
        public void runner() {
            before = 8;
            forked.complete(group.fork(() -> {
                during = 9;
                return before;
            }));
            executor.runOne();
        }

        @Actor
        public void reader(II_Result r) {
            try {
                r.r1 = forked.join().get();
                r.r2 = during;
            } catch (ExecutionException | InterruptedException e) {
                r.r1 = -1;
            }
        }
    }

    /** Two futures that end at the same time are delivered, each once. */
    @JCStressTest
    @State
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Both, once.")
    @Outcome(expect = FORBIDDEN, desc = "One is lost, or comes twice.")
    @Proves("task.once")
    public static class AsCompletedOnce {
        private final CompletableFuture<Integer> one = new CompletableFuture<>();
        private final CompletableFuture<Integer> two = new CompletableFuture<>();
        private final Iterable<CompletableFuture<Integer>> ended =
                Tasks.asCompleted(List.of(one, two), Duration.ofSeconds(1));

        @Actor
        public void first() {
            one.complete(1);
        }

        @Actor
        public void second() {
            two.complete(1);
        }

        @Arbiter
        public void after(II_Result r) {
            boolean sawOne = false;
            boolean sawTwo = false;
            for (CompletableFuture<Integer> future : ended) {
                r.r1++;
                sawOne |= future == one;
                sawTwo |= future == two;
            }
            r.r2 = (sawOne ? 1 : 0) + (sawTwo ? 1 : 0);
        }
    }

    /** Of two failures one is the group's, and the other is not lost if its code was begun. */
    @JCStressTest
    @State
    @Outcome(
            id = {"E0, 1", "E1, 1"},
            expect = ACCEPTABLE,
            desc = "Both ran: one is first, the other suppressed.")
    @Outcome(
            id = {"E0, 0", "E1, 0"},
            expect = ACCEPTABLE,
            desc = "The first kept the other from beginning.")
    @Outcome(expect = FORBIDDEN, desc = "A failure is lost, or told twice.")
    @Proves("task.failure")
    public static class FailFastFirstWins {
        private final HeldTasks executor = new HeldTasks();
        private final AtomicInteger ran = new AtomicInteger();
        private final TaskGroup group = TaskGroup.open(executor);

        public FailFastFirstWins() {
            group.fork(failing("E0"));
            group.fork(failing("E1"));
        }

        private Task<Integer> failing(String name) {
            return () -> {
                ran.incrementAndGet();
                throw new IllegalStateException(name);
            };
        }

        @Actor
        public void first() {
            executor.runOne();
        }

        @Actor
        public void second() {
            executor.runOne();
        }

        @Arbiter
        public void after(LI_Result r) {
            Thread.interrupted();
            try {
                group.join(Duration.ZERO);
                r.r1 = "NO FAILURE";
            } catch (ExecutionException e) {
                r.r1 = e.getCause().getMessage();
                r.r2 = e.getSuppressed().length;
                if (r.r2 != ran.get() - 1) {
                    r.r1 = "LOST";
                }
            } catch (InterruptedException e) {
                r.r1 = "INTERRUPT LEFT BEHIND";
            }
        }
    }

    /** A task whose fork was accepted has ended when close returns; one that is refused never runs. */
    @JCStressTest
    @State
    @Outcome(id = "RAN, 1", expect = ACCEPTABLE, desc = "Forked and run before the close came to it.")
    @Outcome(id = "CANCELLED, 0", expect = ACCEPTABLE, desc = "Forked, and cancelled by the close before it began.")
    @Outcome(id = "CANCELLED, 1", expect = ACCEPTABLE, desc = "Forked, and cancelled by the close while it ran.")
    @Outcome(id = "REFUSED, 0", expect = ACCEPTABLE, desc = "The close was first.")
    @Outcome(expect = FORBIDDEN, desc = "It slipped in behind the close, or was refused and ran.")
    @Proves("task.fork")
    public static class ForkVsClose {
        private final HeldTasks executor = new HeldTasks();
        private final AtomicInteger ran = new AtomicInteger();
        private final TaskGroup group = TaskGroup.open(executor);
        private volatile boolean closed;

        @Actor
        public void forker(LI_Result r) {
            try {
                Future<Integer> future = group.fork(() -> {
                    if (closed) {
                        ran.addAndGet(100); // runs after close has returned
                    }
                    return ran.incrementAndGet();
                });
                executor.runOne();
                r.r1 = future.isCancelled() ? "CANCELLED" : future.isDone() ? "RAN" : "NEITHER";
            } catch (RejectedExecutionException e) {
                r.r1 = "REFUSED";
            }
        }

        @Actor
        public void closer() {
            group.close();
            closed = true;
        }

        @Arbiter
        public void after(LI_Result r) {
            r.r2 = ran.get();
        }
    }

    /** Two forks into a group with one place: never are both tasks inside. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "Both at a time, or one never ran.")
    @Proves("task.limit")
    public static class TwoForksOnePlace {
        private final HeldTasks executor = new HeldTasks();
        private final TaskGroup group = TaskGroup.builder(executor).limit(1).open();
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger ran = new AtomicInteger();

        private void forkAndRun() {
            group.fork(() -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                ran.incrementAndGet();
                return inside.decrementAndGet();
            });
            executor.runOne();
        }

        @Actor
        public void first() {
            forkAndRun();
        }

        @Actor
        public void second() {
            forkAndRun();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = most.get();
            r.r2 = ran.get();
        }
    }
}
