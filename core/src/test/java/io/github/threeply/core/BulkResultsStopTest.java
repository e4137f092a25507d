package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Together.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bulk results that are cancelled, closed, rejected, or lose their executor. */
class BulkResultsStopTest {
    private static final long LIMIT = Together.LIMIT.toSeconds();

    private final ExecutorService below = Executors.newFixedThreadPool(1, Threads.daemon("below-"));
    private final BulkExecutor pool = BulkExecutor.over(below);
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final AtomicBoolean wasInterrupted = new AtomicBoolean();

    @AfterEach
    void endThePool() throws Exception {
        letGo.countDown();
        below.shutdownNow();
        assertThat(below.awaitTermination(LIMIT, TimeUnit.SECONDS)).isTrue();
    }

    /** Stays inside until it is let go, whoever interrupts it. */
    private boolean stubborn(Integer ignored) throws InterruptedException {
        inside.countDown();
        boolean released = false;
        while (!released) {
            try {
                released = letGo.await(LIMIT, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                wasInterrupted.set(true);
            }
        }
        if (wasInterrupted.get()) {
            throw new InterruptedException();
        }
        return true;
    }

    private void awaitInside() throws InterruptedException {
        assertThat(inside.await(LIMIT, TimeUnit.SECONDS)).isTrue();
    }

    private static List<Long> cancelledIndices(BulkResults<?> results) throws Exception {
        List<Long> cancelled = new ArrayList<>();
        while (results.next()) {
            assertThat(results.failure()).isInstanceOf(CancellationException.class);
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(results::value)
                    .withMessage("argument " + results.index() + " was cancelled");
            cancelled.add(results.index());
        }
        return cancelled;
    }

    /** The first runs, the second waits behind it, the third is never taken. */
    @Test
    void givesAnOutcomeToEachArgumentTakenWhenCancelled() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        try (BulkResults<Boolean> results = pool.submitEach(
                this::stubborn, Stream.generate(taken::incrementAndGet).iterator(), 2)) {
            awaitInside();

            results.cancel();
            results.request(5);

            assertThat(results.next()).isTrue(); // the second never started, so it is known at once
            assertThat(results.index()).isEqualTo(1);
            assertThat(results.failure())
                    .isInstanceOf(CancellationException.class)
                    .hasNoCause();
            await().atMost(Together.LIMIT).untilTrue(wasInterrupted);
            assertThat(results.tryNext(Duration.ZERO)).isFalse(); // interrupted, but it still runs
            assertThat(results.isDrained()).isFalse();

            letGo.countDown();

            assertThat(results.next()).isTrue();
            assertThat(results.index()).isZero();
            assertThat(results.failure())
                    .isInstanceOf(CancellationException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(results.next()).isFalse();
            assertThat(results.isDrained()).isTrue();
            assertThat(taken).hasValue(2);
        }
    }

    @Test
    void keepsTheResultOfCodeThatEndedWellInSpiteOfItsCancellation() throws Exception {
        try (BulkResults<String> results = pool.submitEach(
                n -> {
                    inside.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        return "ended well";
                    }
                    return "never";
                },
                List.of(1).iterator(),
                1)) {
            awaitInside();
            results.cancel();

            assertThat(results.next()).isTrue();
            assertThat(results.value()).isEqualTo("ended well");
        }
    }

    /** Over an executor that runs in place: a pool's thread would clear its interrupt status itself. */
    @Test
    void leavesNoInterruptToTheThreadOnceTheFunctionHasEnded() throws Exception {
        List<BulkResults<?>> self = new ArrayList<>();
        AtomicBoolean seen = new AtomicBoolean();
        ThreadPoolExecutor inPlace = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Threads.daemon("narrow-"),
                new ThreadPoolExecutor.CallerRunsPolicy());
        try (BulkExecutor view = BulkExecutor.over(inPlace)) {
            view.submit(() -> letGo.await(LIMIT, TimeUnit.SECONDS)); // keeps the only thread busy
            try (BulkResults<Integer> results = view.submitEach(
                    n -> {
                        if (n == 1) {
                            self.get(0).cancel();
                            seen.set(Thread.currentThread().isInterrupted());
                        }
                        return n;
                    },
                    List.of(0, 1).iterator(),
                    1)) {
                self.add(results);
                assertThat(results.next()).isTrue();

                results.request(1);

                assertThat(seen).isTrue();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
            letGo.countDown();
        }
    }

    @Test
    void endsTheWaitOfAReaderWhenAnotherThreadCancels() throws Exception {
        BulkResults<Boolean> results = pool.submitEach(
                n -> {
                    inside.countDown();
                    return new CountDownLatch(1).await(LIMIT, TimeUnit.SECONDS);
                },
                List.of(1, 2, 3).iterator(),
                3);
        Running<List<Long>> reader = Together.start(() -> cancelledIndices(results));
        awaitInside();
        reader.untilItWaits();

        results.cancel();

        assertThat(reader.result()).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(results.isDrained()).isTrue();
    }

    /** It is not among what {@code cancel} found under way, and must not be left to run for ever. */
    @Test
    void cancelsAnArgumentThatIsJustBeingTaken() throws Exception {
        List<BulkResults<?>> self = new ArrayList<>();
        Iterator<Integer> source = Stream.iterate(0, n -> n + 1)
                .peek(n -> {
                    if (n == 1) {
                        self.get(0).cancel();
                    }
                })
                .iterator();
        try (BulkResults<Boolean> results =
                pool.submitEach(n -> n == 0 || new CountDownLatch(1).await(LIMIT, TimeUnit.SECONDS), source, 1)) {
            self.add(results);
            assertThat(results.next()).isTrue();

            results.request(5);

            assertThat(results.tryNext(Duration.ofSeconds(LIMIT / 2))).isTrue();
            assertThat(results.failure()).isInstanceOf(CancellationException.class);
            assertThat(results.next()).isFalse();
            assertThat(results.isDrained()).isTrue();
        }
    }

    /** Cancelled while arguments are being taken: none of them is forgotten. */
    @Test
    void forgetsNoArgumentWhenCancelComesWhileTheyAreTaken() throws Exception {
        for (int round = 0; round < 200; round++) {
            AtomicInteger taken = new AtomicInteger();
            try (BulkResults<Integer> results = pool.submitEach(
                    n -> n, Stream.generate(taken::incrementAndGet).iterator(), 1)) {
                List<Integer> outcomes = Together.run(2, index -> {
                    if (index == 1) {
                        results.cancel();
                        return 0;
                    }
                    results.request(20);
                    int read = 0;
                    while (results.next()) {
                        read++;
                    }
                    return read;
                });
                assertThat(outcomes.get(0)).isEqualTo(taken.get());
            }
        }
    }

    @Test
    void stopsTheWorkWhenClosedAndBringsNothingMore() throws Exception {
        BulkResults<Boolean> results =
                pool.submitEach(this::stubborn, List.of(1, 2, 3).iterator(), 2);
        awaitInside();

        results.close();
        results.close();

        await().atMost(Together.LIMIT).untilTrue(wasInterrupted);
        assertThat(results.next()).isFalse();
        assertThat(results.tryNext(Duration.ofSeconds(LIMIT))).isFalse();
        assertThat(results.isDrained()).isTrue();
        assertThatIllegalStateException().isThrownBy(results::value);
    }

    @Test
    void givesAnOutcomeToWhatShutdownNowDropped() throws Exception {
        try (BulkResults<Boolean> results =
                pool.submitEach(this::stubborn, List.of(1, 2, 3).iterator(), 4)) {
            awaitInside();

            assertThat(pool.shutdownNow()).hasSize(2);
            await().atMost(Together.LIMIT).untilTrue(wasInterrupted);
            letGo.countDown();

            int outcomes = 0;
            while (results.next()) {
                outcomes++;
                assertThat(results.failure())
                        .isInstanceOf(results.index() == 0 ? InterruptedException.class : CancellationException.class);
            }
            assertThat(outcomes).isEqualTo(3);
            assertThat(results.isDrained()).isTrue();
        }
    }

    @Test
    void finishesWhatWasTakenAfterShutdown() throws Exception {
        try (BulkResults<Boolean> results =
                pool.submitEach(this::stubborn, List.of(1, 2).iterator(), 2)) {
            awaitInside();
            pool.shutdown();
            letGo.countDown();

            assertThat(results.next()).isTrue();
            assertThat(results.value()).isTrue();
            assertThat(results.next()).isTrue();
            assertThat(results.value()).isTrue();
        }
    }

    /** The view cannot know; it finds out when the executor has terminated. */
    @Test
    void givesAnOutcomeToWhatWasDroppedBehindTheBackOfTheView() throws Exception {
        for (ExecutorService executor : List.of(
                Executors.newFixedThreadPool(1, Threads.daemon("dropping-")),
                new ScheduledThreadPoolExecutor(1, Threads.daemon("dropping-")),
                new ForkJoinPool(1))) {
            CountDownLatch begun = new CountDownLatch(1);
            try (BulkResults<Boolean> results = BulkExecutor.over(executor)
                    .submitEach(
                            n -> {
                                begun.countDown();
                                return new CountDownLatch(1).await(LIMIT, TimeUnit.SECONDS);
                            },
                            List.of(1, 2, 3).iterator(),
                            3)) {
                assertThat(begun.await(LIMIT, TimeUnit.SECONDS)).isTrue();
                Running<Integer> reader = Together.start(() -> {
                            int outcomes = 0;
                            while (results.next()) {
                                assertThat(results.failure()).isNotNull();
                                outcomes++;
                            }
                            return outcomes;
                        })
                        .untilItWaits();

                executor.shutdownNow();

                assertThat(reader.result()).isEqualTo(3);
            }
        }
    }

    @Test
    void givesTheRejectionToTheArgumentThatWasRejected() throws Exception {
        ThreadPoolExecutor narrow =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), Threads.daemon("narrow-"));
        try (BulkExecutor view = BulkExecutor.over(narrow);
                BulkResults<Boolean> results =
                        view.submitEach(this::stubborn, List.of(1, 2).iterator(), 2)) {
            assertThat(results.next()).isTrue();
            assertThat(results.index()).isEqualTo(1);
            assertThat(results.failure()).isInstanceOf(RejectedExecutionException.class);

            letGo.countDown();

            assertThat(results.next()).isTrue();
            assertThat(results.value()).isTrue();
            assertThat(results.next()).isFalse();
        }
    }

    @Test
    void givesTheFailureToMakeAThreadToTheArgumentThatNeededIt() throws Exception {
        OutOfMemoryError failure = new OutOfMemoryError("unable to create a thread, on purpose");
        try (BulkExecutor threadless = BulkExecutor.threads(1, body -> {
                    throw failure;
                });
                BulkResults<Integer> results =
                        threadless.submitEach(n -> n, List.of(1).iterator(), 2)) {
            assertThat(results.next()).isTrue();
            assertThat(results.failure()).isSameAs(failure);
            assertThat(results.next()).isFalse();
            assertThat(results.isDrained()).isTrue();
        }
    }

    @Test
    void runsInPlaceOverAnExecutorThatDoes() throws Exception {
        ThreadPoolExecutor narrow = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Threads.daemon("narrow-"),
                new ThreadPoolExecutor.CallerRunsPolicy());
        try (BulkExecutor view = BulkExecutor.over(narrow);
                BulkResults<Integer> results = view.submitEach(
                        n -> n, Stream.iterate(0, n -> n + 1).limit(50).iterator(), 10)) {
            int read = 0;
            while (results.next()) {
                assertThat(results.value()).isEqualTo((int) results.index());
                read++;
                results.request(1);
            }
            assertThat(read).isEqualTo(50);
        }
    }
}
