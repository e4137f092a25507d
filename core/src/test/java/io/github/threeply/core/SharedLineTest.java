package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Together.Running;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bulk work over a fixed pool of threads, whose items wait in a line of their own. */
class SharedLineTest {
    private static final long LIMIT = Together.LIMIT.toSeconds();

    private final ExecutorService below = Executors.newFixedThreadPool(2, Threads.daemon("below-"));
    private final BulkExecutor pool = BulkExecutor.over(below);
    private final CountDownLatch letGo = new CountDownLatch(1);

    @AfterEach
    void endThePool() throws Exception {
        letGo.countDown();
        below.shutdownNow();
        assertThat(below.awaitTermination(LIMIT, TimeUnit.SECONDS)).isTrue();
    }

    private boolean awaitLetGo() throws InterruptedException {
        return letGo.await(LIMIT, TimeUnit.SECONDS);
    }

    private static Iterator<Integer> endless() {
        return Stream.iterate(0, n -> n + 1).iterator();
    }

    @Test
    void runsAllOthersWhileOneIsSlow() throws Exception {
        try (BulkResults<Boolean> results = pool.submitEach(
                n -> n != 0 || awaitLetGo(), IntStream.range(0, 1_000).iterator(), 1_000)) {
            for (int others = 0; others < 999; others++) {
                assertThat(results.next()).isTrue();
                assertThat(results.index()).isPositive();
            }
            letGo.countDown();
            assertThat(results.next()).isTrue();
            assertThat(results.index()).isZero();
        }
    }

    /** Each item waits for one other, so it takes both threads, for every pair anew. */
    @Test
    void usesAllThreadsOfThePoolWheneverThereIsWorkForThem() throws Exception {
        CyclicBarrier pair = new CyclicBarrier(2);
        try (BulkResults<Integer> results = pool.submitEach(n -> pair.await(LIMIT, TimeUnit.SECONDS), endless(), 2)) {
            for (int round = 0; round < 2_000; round++) {
                assertThat(results.next()).isTrue();
                assertThat(results.failure()).isNull();
                assertThat(results.next()).isTrue();
                assertThat(results.failure()).isNull();
                results.request(2);
            }
            letGo.countDown();
            results.cancel();
        }
    }

    @Test
    void letsOthersHaveTheirTurnInAPoolThatItKeepsBusy() throws Exception {
        try (BulkResults<Integer> results = pool.submitEach(n -> n, endless(), 1_000)) {
            CountDownLatch busy = new CountDownLatch(1_000);
            Running<Long> reader = Together.start(() -> {
                long read = 0;
                while (letGo.getCount() > 0 && results.next()) {
                    results.request(1);
                    read++;
                    busy.countDown();
                }
                return read;
            });
            assertThat(busy.await(LIMIT, TimeUnit.SECONDS)).isTrue();

            for (int i = 0; i < 100; i++) {
                Future<Integer> other = below.submit(() -> 42);
                assertThat(other.get(LIMIT, TimeUnit.SECONDS)).isEqualTo(42);
            }

            letGo.countDown();
            assertThat(reader.result()).isPositive();
        }
    }

    @Test
    void beginsNothingMoreAfterAShutdownNowBehindTheBackOfTheView() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        try (BulkResults<Boolean> results = pool.submitEach(
                n -> {
                    begun.incrementAndGet();
                    two.countDown();
                    try {
                        return awaitLetGo();
                    } catch (InterruptedException e) {
                        return false; // deaf: the pool cannot tell from this code that it was stopped
                    }
                },
                IntStream.range(0, 100).iterator(),
                101)) {
            assertThat(two.await(LIMIT, TimeUnit.SECONDS)).isTrue();

            below.shutdownNow();

            int cancelled = 0;
            while (results.next()) {
                cancelled += results.failure() instanceof CancellationException ? 1 : 0;
            }
            assertThat(begun).hasValue(2);
            assertThat(cancelled).isEqualTo(98);
            assertThat(results.isDrained()).isTrue();
        }
    }

    @Test
    void runsWhatWasTakenInAllThreadsAfterAShutdownAndRefusesWhatIsTakenThen() throws Exception {
        CountDownLatch two = new CountDownLatch(2);
        CyclicBarrier pair = new CyclicBarrier(2);
        try (BulkResults<Boolean> results = pool.submitEach(
                n -> {
                    two.countDown();
                    boolean went = awaitLetGo();
                    pair.await(LIMIT, TimeUnit.SECONDS);
                    return went;
                },
                endless(),
                10)) {
            assertThat(two.await(LIMIT, TimeUnit.SECONDS)).isTrue();
            below.shutdown();
            letGo.countDown();

            for (int i = 0; i < 10; i++) {
                assertThat(results.next()).isTrue();
                assertThat(results.value()).isTrue();
            }
            results.request(1);
            assertThat(results.next()).isTrue();
            assertThat(results.failure()).isInstanceOf(RejectedExecutionException.class);
        }
        assertThat(below.awaitTermination(LIMIT, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void leavesNoInterruptOfOneItemToTheNext() throws Exception {
        try (BulkExecutor one = BulkExecutor.threads(1);
                BulkResults<Boolean> results = one.submitEach(
                        n -> {
                            boolean seen = Thread.currentThread().isInterrupted();
                            Thread.currentThread().interrupt();
                            return seen;
                        },
                        List.of(1, 2, 3).iterator(),
                        3)) {
            while (results.next()) {
                assertThat(results.value()).isFalse();
            }
        }
    }

    @Test
    void isNotForPoolsThatWantToSeeEachTaskOrHaveAThreadForEach() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        ThreadPoolExecutor counting =
                new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads.daemon("c-")) {
                    @Override
                    protected void beforeExecute(Thread thread, Runnable task) {
                        seen.incrementAndGet();
                    }
                };
        CyclicBarrier five = new CyclicBarrier(5);
        try (BulkExecutor view = BulkExecutor.over(counting);
                BulkExecutor cached = BulkExecutor.over(Executors.newCachedThreadPool(Threads.daemon("cached-")))) {
            try (BulkResults<Integer> results =
                    view.submitEach(n -> n, List.of(1, 2, 3).iterator(), 3)) {
                while (results.next()) {
                    assertThat(results.failure()).isNull();
                }
            }
            try (BulkResults<Integer> results = cached.submitEach(
                    n -> five.await(LIMIT, TimeUnit.SECONDS),
                    List.of(1, 2, 3, 4, 5).iterator(),
                    5)) {
                while (results.next()) {
                    assertThat(results.failure()).isNull();
                }
            }
        }
        assertThat(seen).hasValue(3);
    }

    /** A reader that waits in a fork-join thread is replaced by another thread, as the waits of the JDK are. */
    @Test
    void endsInATaskOfAForkJoinPoolWithOneThread() throws Exception {
        try (BulkExecutor single = BulkExecutor.over(new ForkJoinPool(1))) {
            Future<Integer> outer = single.submit(() -> {
                int sum = 0;
                try (BulkResults<Integer> inner =
                        single.submitEach(n -> n, List.of(1, 2, 3).iterator(), 3)) {
                    while (inner.next()) {
                        sum += inner.value();
                    }
                }
                return sum;
            });

            assertThat(outer.get(LIMIT, TimeUnit.SECONDS)).isEqualTo(6);
        }
    }

    /** The server gives others their turn, and the pool would make another thread for it, but cannot. */
    @Test
    void goesOnInTheThreadThatItHasIfThePoolCanMakeNoOther() throws Exception {
        AtomicInteger made = new AtomicInteger();
        ThreadPoolExecutor poor =
                new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    if (made.getAndIncrement() > 0) {
                        throw new IllegalStateException("no more threads");
                    }
                    return Threads.daemon("poor-").newThread(task);
                });
        CountDownLatch othersCame = new CountDownLatch(1);
        try (BulkResults<Boolean> results = BulkExecutor.over(poor)
                .submitEach(
                        n -> {
                            boolean came = othersCame.await(LIMIT, TimeUnit.SECONDS);
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1)); // more than a turn
                            return came;
                        },
                        IntStream.range(0, 10).iterator(),
                        10)) {
            CountDownLatch other = new CountDownLatch(1);
            poor.getQueue().add(other::countDown); // as one that came while there were two threads
            othersCame.countDown();

            for (int i = 0; i < 10; i++) {
                assertThat(results.tryNext(Together.LIMIT)).isTrue();
                assertThat(results.value()).isTrue();
            }
            assertThat(other.await(LIMIT, TimeUnit.SECONDS)).isTrue();
        } finally {
            poor.shutdownNow();
        }
    }

    /** Everything taken has one outcome, whenever the cancel comes and however many threads there are. */
    @Test
    void losesAndDoublesNoItemWhenCancelledAtAnyMoment() throws Exception {
        for (int round = 0; round < 300; round++) {
            AtomicInteger taken = new AtomicInteger();
            Iterator<Integer> source = Stream.generate(taken::getAndIncrement).iterator();
            try (BulkResults<Integer> results = pool.submitEach(n -> n, source, 64)) {
                Running<Boolean> canceller = Together.start(() -> {
                    results.cancel();
                    return true;
                });
                List<Long> seen = new ArrayList<>();
                while (results.next()) {
                    seen.add(results.index());
                    results.request(1);
                }
                assertThat(canceller.result()).isTrue();
                assertThat(seen).doesNotHaveDuplicates().hasSize(taken.get());
            }
        }
    }
}
