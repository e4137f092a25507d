package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Groups with a limit of tasks, a wrapper, a name. */
class TaskGroupLimitsTest extends TaskGroupSetting {
    @Override
    BulkExecutor executor() {
        return BulkExecutor.threadPerTask();
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
