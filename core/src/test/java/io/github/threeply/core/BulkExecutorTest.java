package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Together.Running;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BulkExecutorTest {
    private static final long LIMIT = Together.LIMIT.toSeconds();

    private static <T> T of(Future<T> future) throws Exception {
        return future.get(LIMIT, TimeUnit.SECONDS);
    }

    @Test
    void runsTasksActionsAndWhatAnyExecutorRuns() throws Exception {
        AtomicBoolean acted = new AtomicBoolean();
        AtomicBoolean ran = new AtomicBoolean();
        Callable<String> callable = () -> "callable";
        Runnable runnable = () -> ran.set(true);
        try (BulkExecutor pool = BulkExecutor.threads(2)) {
            Task<String> task = () -> "task";

            assertThat(of(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(of(pool.submit(task))).isEqualTo("task");
            assertThat((Object) of(pool.submit(() -> acted.set(true)))).isNull();
            assertThat(of(pool.submit(callable))).isEqualTo("callable");
            assertThat((Object) of(pool.submit(runnable))).isNull();
            assertThat(of(pool.submit(runnable, "result"))).isEqualTo("result");
            assertThat(of(pool.invokeAll(List.of(callable)).get(0))).isEqualTo("callable");
            assertThat(of(pool.invokeAll(List.of(callable), LIMIT, TimeUnit.SECONDS)
                            .get(0)))
                    .isEqualTo("callable");
            assertThat(pool.invokeAny(List.of(callable))).isEqualTo("callable");
            assertThat(pool.invokeAny(List.of(callable), LIMIT, TimeUnit.SECONDS))
                    .isEqualTo("callable");
        }
        assertThat(acted).isTrue();
        assertThat(ran).isTrue();
    }

    @Test
    void givesTheFailuresOfTasksAndActionsToTheirFutures() {
        IOException failure = new IOException("on purpose");
        Task<String> task = () -> {
            throw failure;
        };
        Task.Action action = () -> {
            throw failure;
        };
        try (BulkExecutor pool = BulkExecutor.threads(1)) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> of(pool.submit(task)))
                    .withCause(failure);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> of(pool.submit(action)))
                    .withCause(failure);
        }
    }

    @Test
    void namesItsThreadsAndKeepsNoJvmAlive() throws Exception {
        try (BulkExecutor pool = BulkExecutor.threads(1);
                BulkExecutor perTask = BulkExecutor.threadPerTask()) {
            for (BulkExecutor executor : List.of(pool, perTask)) {
                assertThat(of(executor.submit(() -> Thread.currentThread().getName())))
                        .matches("threeply-pool-\\d+-thread-1");
                assertThat(of(executor.submit(() -> Thread.currentThread().isDaemon())))
                        .isTrue();
            }
        }
    }

    @Test
    void usesTheGivenFactory() throws Exception {
        try (BulkExecutor pool = BulkExecutor.threads(1, Threads.platform("mine-"))) {
            assertThat(of(pool.submit(() -> Thread.currentThread().getName()))).isEqualTo("mine-1");
        }
    }

    @Test
    void runsAsManyTasksAtOnceAsItHasThreadsAndNoMore() throws Exception {
        CountDownLatch two = new CountDownLatch(2);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Callable<Boolean> meet = () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            two.countDown();
            boolean met = two.await(LIMIT, TimeUnit.SECONDS);
            inside.decrementAndGet();
            return met;
        };
        try (BulkExecutor pool = BulkExecutor.threads(2)) {
            for (Future<Boolean> one : pool.invokeAll(Collections.nCopies(50, meet), LIMIT, TimeUnit.SECONDS)) {
                assertThat(of(one)).isTrue();
            }
        }
        assertThat(most).hasValue(2);
    }

    @Test
    void givesEachTaskAThreadOfItsOwnVirtualWhereThereAreAny() throws Exception {
        int tasks = 50;
        CountDownLatch allInside = new CountDownLatch(tasks);
        try (BulkExecutor perTask = BulkExecutor.threadPerTask()) {
            List<Future<Boolean>> all = IntStream.range(0, tasks)
                    .mapToObj(i -> perTask.submit((Callable<Boolean>) () -> {
                        allInside.countDown();
                        return allInside.await(LIMIT, TimeUnit.SECONDS);
                    }))
                    .toList();
            for (Future<Boolean> one : all) {
                assertThat(of(one)).isTrue();
            }
            boolean virtual = of(perTask.submit(() -> Runtime.version().feature() >= 21
                    && (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread())));
            assertThat(virtual).isEqualTo(Runtime.version().feature() >= 21);
        }
    }

    @Test
    void waitsAtCloseForAllThatWasSubmitted() throws Exception {
        BulkExecutor pool = BulkExecutor.threads(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Future<Boolean> running = pool.submit(() -> letGo.await(LIMIT, TimeUnit.SECONDS));
        Future<String> queued = pool.submit(() -> "done");
        Running<Boolean> closer = Together.start(() -> {
                    pool.close();
                    return running.isDone() && queued.isDone();
                })
                .untilItWaits();

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> pool.submit(() -> "late"));
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> pool.submitEach(n -> n, List.of(1).iterator(), 1))
                .withMessageStartingWith("the executor was shut down: ");
        letGo.countDown();

        assertThat(closer.result()).isTrue();
        assertThat(of(running)).isTrue();
        assertThat(pool.isShutdown()).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        pool.close();
    }

    @Test
    void stopsTheWorkAtCloseWhenInterruptedAndWaitsForItAllTheSame() throws Exception {
        BulkExecutor pool = BulkExecutor.threads(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Future<String> running = pool.submit(() -> {
            try {
                new CountDownLatch(1).await();
                return "never";
            } catch (InterruptedException e) {
                interrupted.countDown();
                letGo.await(LIMIT, TimeUnit.SECONDS);
                return "stopped";
            }
        });
        Future<String> queued = pool.submit(() -> "queued");
        Running<Boolean> closer = Together.start(() -> {
                    pool.close();
                    return Thread.currentThread().isInterrupted();
                })
                .untilItWaits();

        closer.interrupt();

        assertThat(interrupted.await(LIMIT, TimeUnit.SECONDS)).isTrue();
        assertThat(closer.untilItWaits().isDone()).isFalse();
        letGo.countDown();
        assertThat(closer.result()).isTrue();
        assertThat(of(running)).isEqualTo("stopped");
        assertThat(queued.isDone()).isFalse();
    }

    @Test
    void shutsTheExecutorBelowDown() throws Exception {
        ExecutorService below = Executors.newSingleThreadExecutor(Threads.daemon("below-"));
        BulkExecutor view = BulkExecutor.over(below);

        view.shutdown();

        assertThat(below.isShutdown()).isTrue();
        assertThat(view.awaitTermination(LIMIT, TimeUnit.SECONDS)).isTrue();
        assertThat(view).hasToString("BulkExecutor over " + below);
    }

    @Test
    void isTheExecutorItselfIfThatIsOneAlready() {
        try (BulkExecutor pool = BulkExecutor.threads(1)) {
            assertThat(BulkExecutor.over(pool)).isSameAs(pool);
        }
    }

    @Test
    void leavesTheCommonPoolAsItIs() throws Exception {
        BulkExecutor view = BulkExecutor.over(ForkJoinPool.commonPool());

        Running<Boolean> closer = Together.start(() -> {
            view.close();
            return true;
        });

        assertThat(closer.result()).isTrue();
        assertThat(of(view.submit(() -> "still there"))).isEqualTo("still there");
    }

    @Test
    void refusesNoThreads() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BulkExecutor.threads(0))
                .withMessage("threads must be at least 1, but was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BulkExecutor.threads(-1, Threads.daemon("x-")))
                .withMessage("threads must be at least 1, but was -1");
    }

    @Test
    void refusesNull() {
        Iterator<Integer> none = List.<Integer>of().iterator();
        assertThatNullPointerException()
                .isThrownBy(() -> BulkExecutor.over(null))
                .withMessage("executor");
        assertThatNullPointerException()
                .isThrownBy(() -> BulkExecutor.threads(1, null))
                .withMessage("factory");
        try (BulkExecutor pool = BulkExecutor.threads(1)) {
            assertThatNullPointerException()
                    .isThrownBy(() -> pool.submit((Task<String>) null))
                    .withMessage("task");
            assertThatNullPointerException()
                    .isThrownBy(() -> pool.submit((Task.Action) null))
                    .withMessage("action");
            assertThatNullPointerException()
                    .isThrownBy(() -> pool.submitEach(null, none, 1))
                    .withMessage("function");
            assertThatNullPointerException()
                    .isThrownBy(() -> pool.submitEach(n -> n, null, 1))
                    .withMessage("arguments");
            assertThatThrownBy(() -> pool.submitEach(n -> n, none, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("credits must be at least 1, but was 0");
        }
    }
}
