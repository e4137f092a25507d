package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Groups with a limit of tasks, a deadline, children, a wrapper. */
class TaskGroupLimitsTest {
    private final BulkExecutor pool = BulkExecutor.threadPerTask();
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    @AfterEach
    void endAll() {
        go.countDown();
        Thread.interrupted();
        pool.close();
    }

    private Task<Integer> blocked(CountDownLatch started) {
        return () -> {
            running.incrementAndGet();
            started.countDown();
            try {
                blockForEver();
            } finally {
                running.decrementAndGet();
            }
            return 0;
        };
    }

    private Task<Integer> deaf(CountDownLatch started) {
        return () -> {
            started.countDown();
            boolean interrupted = true;
            while (interrupted) {
                try {
                    go.await();
                    interrupted = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return 0;
        };
    }

    private static <T> FutureTask<T> inThread(String name, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static <T> T of(Future<T> future) throws Exception {
        return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Nested
    class ALimit {

        @Test
        void isNeverExceededWhoeverForks() throws Exception {
            AtomicInteger most = new AtomicInteger();
            try (TaskGroup group = TaskGroup.builder(pool).limit(3).open()) {
                Callable<Void> forker = () -> {
                    for (int i = 0; i < 500; i++) {
                        group.fork(Task.Action.of(() -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            running.decrementAndGet();
                        }));
                    }
                    return null;
                };
                List<FutureTask<Void>> forkers = List.of(inThread("forker-1", forker), inThread("forker-2", forker));
                for (FutureTask<Void> one : forkers) {
                    of(one);
                }
                group.join();
            }
            assertThat(most.get()).isBetween(1, 3);
        }

        @Test
        void makesAForkWaitUntilCodeHasReallyEnded() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.builder(pool).limit(1).open()) {
                Future<Integer> deaf = group.fork(deaf(started));
                awaitLatch(started);
                FutureTask<Future<String>> forker = inThread("waits-for-place", () -> group.fork(() -> "second"));
                awaitWaiting(PipelineChecks.threadNamed("waits-for-place"));

                deaf.cancel(true);

                assertThat(deaf.isDone()).isTrue();
                assertThat(group.<String>tryFork(() -> "no place", Duration.ofMillis(30)))
                        .as("its code still runs")
                        .isNull();
                assertThat(forker.isDone()).isFalse();
                go.countDown();
                assertThat(of(of(forker))).isEqualTo("second");
                group.join();
            }
        }

        @Test
        void letsOneTryWithoutWaiting() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.builder(pool).limit(1).open()) {
                Future<Integer> first = group.tryFork(deaf(started));
                assertThat(first).isNotNull();
                assertThat(group.<Integer>tryFork(() -> 2)).isNull();
                go.countDown();
                group.join();
                assertThat(of(group.<Integer>tryFork(() -> 3))).isEqualTo(3);
            }
        }

        @Test
        void refusesTheForkThatWaitsWhenTheGroupEnds() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup group = TaskGroup.builder(pool).limit(1).open();
            group.fork(blocked(started));
            FutureTask<Object> forker = inThread("waits-for-place", () -> group.fork(() -> 1));
            awaitWaiting(PipelineChecks.threadNamed("waits-for-place"));

            group.close();

            assertThatThrownBy(() -> of(forker))
                    .hasCauseInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("closed");
        }

        @Test
        void keepsTheInterruptOfAForkThatWaits() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.builder(pool).limit(1).open()) {
                group.fork(blocked(started));

                Thread.currentThread().interrupt();

                assertThatThrownBy(() -> group.fork(() -> 1))
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasCauseInstanceOf(InterruptedException.class);
                assertThat(Thread.interrupted()).isTrue();
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> group.tryFork(Task.of(() -> 1), LIMIT))
                        .isInstanceOf(InterruptedException.class);
                assertThat(running.get()).isLessThanOrEqualTo(1);
            }
        }

        @Test
        void refusesATaskThatWouldWaitForAPlaceInItsOwnGroup() throws Exception {
            try (TaskGroup group = TaskGroup.builder(pool).limit(1).open()) {
                Future<String> self = group.fork(Task.of(() -> {
                    assertThatThrownBy(() -> group.fork(() -> 1))
                            .isInstanceOf(RejectedExecutionException.class)
                            .hasMessageContaining("in its own group");
                    assertThat(group.<Integer>tryFork(() -> 1)).isNull();
                    return "checked";
                }));
                assertThat(of(self)).isEqualTo("checked");
            }
        }

        @Test
        void freesThePlacesOfWhatAnExecutorThatEndedWillNeverRun() throws Exception {
            ExecutorService plain = Executors.newFixedThreadPool(1);
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup group = TaskGroup.builder(plain).limit(2).open();
            group.fork(blocked(started));
            group.fork(() -> 2);
            awaitLatch(started);
            FutureTask<Object> forker = inThread("waits-for-place", () -> group.fork(() -> 3));
            awaitWaiting(PipelineChecks.threadNamed("waits-for-place"));

            plain.shutdownNow();

            assertThatThrownBy(() -> of(forker)).hasCauseInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(group::join).isInstanceOf(ExecutionException.class);
            group.close();
        }

        @Test
        void mustBePositive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TaskGroup.builder(pool).limit(0))
                    .withMessageContaining("0");
        }
    }

    @Nested
    class ADeadline {

        @Test
        void cutsOffWhatHasNotEndedAndNamesIt() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup group =
                    TaskGroup.builder(pool).deadline(Duration.ofMillis(300)).open()) {
                Future<String> quick = group.fork(() -> "quick");
                Future<Integer> slow = group.fork("the slow one", blocked(started));

                TasksTimedOutException over = catchThrowableOfType(TasksTimedOutException.class, group::join);

                assertThat(over.notDone()).containsExactly("task 1 'the slow one'");
                assertThat(over.limit()).isEqualTo(Duration.ofMillis(300));
                assertThat(running).as("none runs").hasValue(0);
                assertThat(quick.get()).isEqualTo("quick");
                assertThat(slow.isCancelled()).isTrue();
                assertThatThrownBy(() -> group.fork(() -> 1))
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("deadline");
                assertThat(group.timeLeft()).contains(Duration.ZERO);
                assertThat(group).hasToString("TaskGroup[timed out, 0 of 2 tasks have not ended]");
            }
        }

        @Test
        void interruptsThoughNobodyWaits() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup group =
                    TaskGroup.builder(pool).deadline(Duration.ofMillis(100)).open();
            Future<Integer> future = group.fork(blocked(started));

            await().atMost(LIMIT).until(() -> future.isDone() && running.get() == 0);

            assertThatThrownBy(group::close).isInstanceOf(TasksTimedOutException.class);
            assertThatCode(group::close).doesNotThrowAnyException();
        }

        @Test
        void isNoFailureIfAllHadEnded() throws Exception {
            try (TaskGroup group =
                    TaskGroup.builder(pool).deadline(Duration.ofMillis(50)).open()) {
                group.fork(() -> 1);
                group.join();
                await().atMost(LIMIT).until(() -> group.timeLeft().equals(java.util.Optional.of(Duration.ZERO)));

                assertThatThrownBy(() -> group.fork(() -> 2)).isInstanceOf(RejectedExecutionException.class);
                group.join();
            }
        }

        @Test
        void namesThoseThatIgnoreTheInterrupt() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup group = TaskGroup.builder(pool)
                    .name("pages")
                    .deadline(Duration.ofMillis(100))
                    .grace(Duration.ofMillis(30))
                    .open();
            group.fork(deaf(started));

            TasksStillRunningException still = catchThrowableOfType(TasksStillRunningException.class, group::join);

            assertThat(still.running()).singleElement().asString().startsWith("task 0 on thread");
            assertThat(still).hasCauseInstanceOf(TasksTimedOutException.class);
            go.countDown();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThatThrownBy(group::join).isInstanceOf(TasksTimedOutException.class));
            group.close();
        }

        @Test
        void doesNotReplaceAFailureThatCameBefore() throws Exception {
            TaskGroup group =
                    TaskGroup.builder(pool).deadline(Duration.ofMillis(100)).open();
            group.fork(Task.of(() -> {
                throw new IOException("bad");
            }));
            await().atMost(LIMIT).until(() -> group.timeLeft().equals(java.util.Optional.of(Duration.ZERO)));

            assertThatThrownBy(group::join).hasRootCauseMessage("bad");
            group.close();
        }

        @Test
        void mayBeSoFarAwayThatItIsNone() {
            try (TaskGroup group = TaskGroup.builder(pool)
                    .deadline(Duration.ofSeconds(Long.MAX_VALUE))
                    .open()) {
                assertThat(group.timeLeft()).isEmpty();
            }
        }

        @Test
        void mustBePositive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TaskGroup.builder(pool).deadline(Duration.ZERO));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TaskGroup.builder(pool).deadline(Duration.ofSeconds(Long.MIN_VALUE)));
        }
    }

    @Nested
    class AChild {

        @Test
        void hasNoMoreTimeThanItsParent() throws Exception {
            try (TaskGroup parent = TaskGroup.builder(pool)
                            .deadline(Duration.ofMinutes(1))
                            .open();
                    TaskGroup longer =
                            parent.child().deadline(Duration.ofHours(1)).open();
                    TaskGroup shorter =
                            parent.child().deadline(Duration.ofSeconds(1)).open();
                    TaskGroup without = parent.child().open()) {
                assertThat(longer.timeLeft().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
                assertThat(without.timeLeft().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
                assertThat(shorter.timeLeft().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(1));
            }
        }

        @Test
        void isCutOffByTheDeadlineOfItsParent() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup parent = TaskGroup.builder(pool)
                            .deadline(Duration.ofMillis(200))
                            .open();
                    TaskGroup child = parent.child().open()) {
                child.fork("deep", blocked(started));

                assertThatThrownBy(child::join)
                        .isInstanceOfSatisfying(
                                TasksTimedOutException.class,
                                over -> assertThat(over.notDone()).containsExactly("task 0 'deep'"));
                assertThatThrownBy(parent::join)
                        .isInstanceOfSatisfying(
                                TasksTimedOutException.class,
                                over -> assertThat(over.notDone()).containsExactly("task 0 'deep'"));
                assertThat(running).hasValue(0);
            }
        }

        @Test
        void isCancelledHoweverItsParentEnds() throws Exception {
            List<Callable<?>> ends = new ArrayList<>();
            TaskGroup cancelled = TaskGroup.open(pool);
            TaskGroup closed = TaskGroup.open(pool);
            TaskGroup failed = TaskGroup.open(pool);
            ends.add(() -> {
                cancelled.cancel();
                return 0;
            });
            ends.add(() -> {
                closed.close();
                return 0;
            });
            ends.add(() -> failed.fork(Task.of(() -> {
                throw new IOException("bad");
            })));
            List<TaskGroup> parents = List.of(cancelled, closed, failed);
            for (int i = 0; i < parents.size(); i++) {
                CountDownLatch started = new CountDownLatch(1);
                TaskGroup parent = parents.get(i);
                TaskGroup grandchild = parent.child().open().child().open();
                Future<Integer> deep = grandchild.fork(blocked(started));
                awaitLatch(started);

                ends.get(i).call();

                await().atMost(LIMIT).until(() -> deep.isCancelled() && running.get() == 0);
                assertThatThrownBy(grandchild::join).isInstanceOf(CancellationException.class);
                assertThatThrownBy(() -> grandchild.fork(() -> 1)).isInstanceOf(RejectedExecutionException.class);
                assertThatThrownBy(() -> parent.child().open()).isInstanceOf(RejectedExecutionException.class);
            }
            assertThatThrownBy(failed::join).hasRootCauseMessage("bad");
        }

        @Test
        void takesNoTasksOnceItsParentIsClosedThoughBothHadNone() {
            TaskGroup parent = TaskGroup.open(pool);
            TaskGroup child = parent.child().open();

            parent.close();

            assertThatThrownBy(() -> child.fork(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        }

        @Test
        void isWaitedForByItsParent() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup parent = TaskGroup.open(pool);
                    TaskGroup child = parent.child().open()) {
                child.fork(deaf(started));

                assertThat(parent.join(Duration.ofMillis(20))).isFalse();
                FutureTask<Boolean> joiner = inThread("parent-joiner", () -> parent.join(LIMIT));
                awaitWaiting(PipelineChecks.threadNamed("parent-joiner"));
                go.countDown();

                assertThat(of(joiner)).isTrue();
            }
        }

        @Test
        void doesNotFailItsParentBySelf() throws Exception {
            try (TaskGroup parent = TaskGroup.open(pool)) {
                TaskGroup child = parent.child().open();
                child.fork(Task.of(() -> {
                    throw new IOException("bad");
                }));
                assertThatThrownBy(child::join).hasRootCauseMessage("bad");
                child.close();

                assertThat(of(parent.fork(() -> 1))).isEqualTo(1);
                parent.join();
            }
        }

        @Test
        void mayBeOpenedJoinedAndClosedByATaskOfItsParentButNotTheOtherWayRound() throws Exception {
            try (TaskGroup parent = TaskGroup.open(pool)) {
                Future<Integer> sum = parent.fork(Task.of(() -> {
                    try (TaskGroup child = parent.child().open()) {
                        Future<Integer> part = child.fork(Task.of(() -> {
                            assertThatIllegalStateException().isThrownBy(parent::join);
                            assertThatIllegalStateException().isThrownBy(parent::close);
                            assertThatIllegalStateException().isThrownBy(child::close);
                            return 20;
                        }));
                        child.join();
                        return part.get() + 1;
                    }
                }));
                parent.join();
                assertThat(sum.get()).isEqualTo(21);
            }
        }

        @Test
        void namesWhatStillRunsInItToItsParent() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup parent = TaskGroup.open(pool, Duration.ofMillis(30));
            TaskGroup child = parent.child().open();
            child.fork("deep", deaf(started));
            awaitLatch(started);

            assertThatThrownBy(parent::close)
                    .isInstanceOf(TasksStillRunningException.class)
                    .hasMessageContaining("task 0 'deep'");

            go.countDown();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThatCode(parent::close).doesNotThrowAnyException());
        }
    }

    @Nested
    class AWrapper {
        private final ThreadLocal<String> context = new ThreadLocal<>();

        private TaskGroupBuilder carrying() {
            return TaskGroup.builder(pool).wrapping(task -> {
                String value = context.get();
                return () -> {
                    context.set(value);
                    try {
                        return task.call();
                    } finally {
                        context.remove();
                    }
                };
            });
        }

        @Test
        void carriesWhatBelongsToTheThreadThatForks() throws Exception {
            context.set("request 7");
            try (TaskGroup group = carrying().open();
                    TaskGroup child = group.child().open()) {
                assertThat(of(group.fork(Task.of(context::get)))).isEqualTo("request 7");
                context.set("request 8");
                assertThat(of(child.fork(Task.of(context::get)))).isEqualTo("request 8");
            }
        }

        @Test
        void thatThrowsLetsTheForkThrowAndStartsNothing() throws Exception {
            IllegalStateException bad = new IllegalStateException("bad");
            try (TaskGroup group = TaskGroup.builder(pool)
                    .wrapping(task -> {
                        throw bad;
                    })
                    .open()) {
                assertThatThrownBy(() -> group.fork(() -> 1)).isSameAs(bad);
                group.join();
                assertThat(group).hasToString("TaskGroup[open, 0 of 0 tasks have not ended]");
            }
        }
    }

    @Test
    void closesOnceForTwoThreadsAtATime() throws Exception {
        for (int round = 0; round < 50; round++) {
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup group = TaskGroup.open(pool);
            group.fork(blocked(started));
            awaitLatch(started);
            Callable<Integer> close = () -> {
                group.close();
                return running.get();
            };
            FutureTask<Integer> one = inThread("closer-1", close);
            FutureTask<Integer> two = inThread("closer-2", close);

            assertThat(of(one)).isZero();
            assertThat(of(two)).isZero();
        }
    }

    @Test
    void opensOneGroupWithABuilder() {
        TaskGroupBuilder builder = TaskGroup.builder(pool).name("once");
        try (TaskGroup group = builder.open()) {
            assertThat(group).hasToString("TaskGroup['once' open, 0 of 0 tasks have not ended]");
            assertThatIllegalStateException().isThrownBy(builder::open);
        }
    }

    /** Its futures announce their end, so nobody has to look at them. */
    @Test
    void deliversItsFuturesAsTheyComplete() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(pool)) {
            Future<String> late = group.fork(Task.of(() -> {
                first.await();
                return "late";
            }));
            Future<String> soon = group.fork(() -> "soon");
            Iterator<Future<String>> ended =
                    Tasks.asCompleted(List.of(late, soon), LIMIT).iterator();

            assertThat(ended.next()).isSameAs(soon);
            first.countDown();
            assertThat(ended.next()).isSameAs(late);
            assertThat(ended.hasNext()).isFalse();
        }
    }
}
