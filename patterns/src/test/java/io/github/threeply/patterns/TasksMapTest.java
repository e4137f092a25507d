package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static io.github.threeply.patterns.PipelineChecks.threadNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps: order, look-ahead, failure, and that nothing runs any more when they have thrown or were closed. */
class TasksMapTest {
    private final BulkExecutor pool = BulkExecutor.threads(4);
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void endAll() {
        go.countDown();
        Thread.interrupted();
        pool.close();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** 0, 1, 2, ... without end; counts what was taken. */
    private static Iterable<Integer> endless(AtomicInteger taken) {
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return taken.getAndIncrement();
            }
        };
    }

    private void awaitDeaf() {
        boolean interrupted = true;
        while (interrupted) {
            try {
                go.await();
                interrupted = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    @Test
    void givesTheResultsInTheOrderOfTheArguments() throws Exception {
        CountDownLatch othersDone = new CountDownLatch(9);
        try (Results<Integer> results = Tasks.map(
                pool,
                n -> {
                    if (n == 0) {
                        othersDone.await();
                    } else {
                        othersDone.countDown();
                    }
                    return n * n;
                },
                numbers(10))) {

            assertThat(results.toList()).containsExactly(0, 1, 4, 9, 16, 25, 36, 49, 64, 81);
        }
    }

    @Test
    void givesTheResultsAsTheyComeWhenUnordered() throws Exception {
        try (Results<Integer> results = Tasks.mapUnordered(
                pool,
                n -> {
                    if (n == 0) {
                        go.await();
                    }
                    return n;
                },
                numbers(10))) {
            List<Integer> seen = new ArrayList<>();
            for (int n : results) {
                seen.add(n);
                if (seen.size() == 9) {
                    go.countDown();
                }
            }

            assertThat(seen).hasSize(10).doesNotHaveDuplicates().endsWith(0);
        }
    }

    @Test
    void worksWithNoArgumentsAndWithNullResults() throws Exception {
        assertThat(Tasks.map(pool, n -> n, List.of()).toList()).isEmpty();
        assertThat(Tasks.<Integer, String>map(pool, n -> null, numbers(2)).toList())
                .containsExactly(null, null);
    }

    @Test
    void worksOverAPlainExecutor() throws Exception {
        ExecutorService plain = Executors.newFixedThreadPool(2);
        try {
            assertThat(Tasks.map(plain, n -> n + 1, numbers(100)).toList())
                    .hasSize(100)
                    .isSorted()
                    .endsWith(100);
        } finally {
            plain.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void takesExactlyItsLookAheadBeyondWhatWasRead(int lookAhead) {
        AtomicInteger taken = new AtomicInteger();
        try (Results<Integer> results = Tasks.map(pool, n -> n, endless(taken), lookAhead)) {
            Iterator<Integer> reader = results.iterator();
            assertThat(taken).hasValue(lookAhead);

            for (int read = 0; read < 20; read++) {
                assertThat(reader.hasNext()).isTrue();
                assertThat(taken).as("looked for number %d", read).hasValue(read + lookAhead);
                assertThat(reader.next()).isEqualTo(read);
                assertThat(taken).as("after number %d", read).hasValue(read + 1 + lookAhead);
            }
        }
    }

    @Test
    void keepsToItsLookAheadWhenTheFirstIsSlow() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        try (Results<Integer> results = Tasks.map(
                pool,
                n -> {
                    if (n == 0) {
                        go.await();
                    }
                    ran.incrementAndGet();
                    return n;
                },
                endless(taken),
                8)) {
            FutureTask<Integer> reader =
                    new FutureTask<>(() -> results.iterator().next());
            new Thread(reader, "map-reader").start();
            await().atMost(LIMIT).until(() -> ran.get() == 7);
            awaitWaiting(threadNamed("map-reader"));
            assertThat(taken).hasValue(8);

            go.countDown();
            assertThat(reader.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isZero();
            assertThat(taken).hasValue(9);
        }
    }

    @Test
    void choosesALookAheadThatKeepsAllThreadsBusy() throws Exception {
        CountDownLatch together = new CountDownLatch(4);
        try (Results<Integer> results = Tasks.map(
                pool,
                n -> {
                    together.countDown();
                    together.await();
                    return n;
                },
                numbers(4))) {
            assertThat(results.toList()).hasSize(4);
        }
    }

    @Test
    void canBeReadOnce() {
        try (Results<Integer> results = Tasks.map(pool, n -> n, numbers(3))) {
            assertThat(results.iterator().next()).isZero();

            assertThatIllegalStateException().isThrownBy(results::iterator);
            assertThatIllegalStateException().isThrownBy(results::stream);
            assertThatIllegalStateException().isThrownBy(results::toList);
        }
    }

    @Test
    void throwsNoSuchElementAfterTheEnd() {
        try (Results<Integer> results = Tasks.map(pool, n -> n, numbers(1))) {
            Iterator<Integer> reader = results.iterator();
            reader.next();

            assertThat(reader.hasNext()).isFalse();
            assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void streamsItsResultsAndClosesWithTheStream() throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        try (Stream<Integer> stream = Tasks.map(
                pool,
                n -> {
                    if (n == 3) {
                        started.countDown();
                        try {
                            blockForEver();
                        } finally {
                            interrupted.incrementAndGet();
                        }
                    }
                    return n;
                },
                numbers(4))
                .stream()) {
            awaitLatch(started);
            List<Integer> first = stream.limit(3).toList(); // AssertJ would close a stream that it is given
            assertThat(first).containsExactly(0, 1, 2);
            assertThat(interrupted).as("goes on until the stream is closed").hasValue(0);
        }

        assertThat(interrupted).as("has ended when the stream is closed").hasValue(1);
    }

    @Test
    void refusesALookAheadThatIsNotPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tasks.map(pool, n -> n, numbers(1), 0))
                .withMessageContaining("0");
    }

    @Test
    void refusesAnExecutorThatTakesNoMore() {
        pool.shutdown();

        assertThatThrownBy(() -> Tasks.map(pool, n -> n, numbers(1))).isInstanceOf(RejectedExecutionException.class);
    }

    @Nested
    class WhenTheFunctionFails {

        @Test
        void givesTheResultsBeforeItAndThenThrowsTheCause() {
            IOException three = new IOException("three");
            List<Integer> seen = new ArrayList<>();

            TaskFailedException failure = catchThrowableOfType(TaskFailedException.class, () -> {
                try (Results<Integer> results = Tasks.map(
                        pool,
                        n -> {
                            if (n == 3) {
                                throw three;
                            }
                            return n;
                        },
                        numbers(10))) {
                    results.forEach(seen::add);
                }
            });

            assertThat(seen).containsExactly(0, 1, 2);
            assertThat(failure).hasCause(three);
        }

        @Test
        void throwsTheCauseFromTheListCheckedAndCancelsAndWaitsForTheRest() throws Exception {
            AtomicInteger cleanedUp = new AtomicInteger();
            CountDownLatch started = new CountDownLatch(1);
            try (Results<Integer> results = Tasks.map(
                    pool,
                    n -> {
                        if (n == 0) {
                            started.await();
                            throw new IOException("zero");
                        }
                        started.countDown();
                        try {
                            blockForEver();
                        } finally {
                            cleanedUp.incrementAndGet();
                        }
                        return n;
                    },
                    numbers(2))) {

                assertThatThrownBy(results::toList)
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseMessage("zero");

                assertThat(cleanedUp).as("the other has ended").hasValue(1);
            }
        }

        @Test
        void namesWhatIgnoresTheInterrupt() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            Results<Integer> results = Tasks.map(
                    pool,
                    n -> {
                        if (n == 0) {
                            started.await();
                            throw new IOException("zero");
                        }
                        started.countDown();
                        awaitDeaf();
                        return n;
                    },
                    numbers(2),
                    2,
                    true,
                    Duration.ofMillis(30));

            TasksStillRunningException failure =
                    catchThrowableOfType(TasksStillRunningException.class, results::toList);

            assertThat(failure.running()).containsExactly("argument 1");
            assertThat(failure).hasRootCauseMessage("zero");
            results.close();
        }

        @Test
        void suppressesFailuresThatCameBeforeTheirTurn() {
            CountDownLatch oneHasFailed = new CountDownLatch(1);
            ExecutionException failure = catchThrowableOfType(
                    ExecutionException.class,
                    () -> Tasks.map(
                                    pool,
                                    n -> {
                                        if (n == 1) {
                                            oneHasFailed.countDown();
                                        } else {
                                            oneHasFailed.await();
                                        }
                                        throw new IOException("at " + n);
                                    },
                                    numbers(2))
                            .toList());

            assertThat(failure).hasRootCauseMessage("at 0");
            assertThat(failure.getSuppressed())
                    .singleElement()
                    .satisfies(e -> assertThat(e).hasMessage("at 1"));
        }

        @Test
        void throwsWhatTheSourceOfArgumentsThrowsAfterTheResultsBeforeIt() {
            Iterable<Integer> broken = () -> new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    if (next == 2) {
                        throw new AssertionError("file ended early");
                    }
                    return next++;
                }
            };
            List<Integer> seen = new ArrayList<>();

            TaskFailedException failure = catchThrowableOfType(
                    TaskFailedException.class,
                    () -> Tasks.map(pool, n -> n, broken).forEach(seen::add));

            assertThat(seen).containsExactly(0, 1);
            assertThat(failure).hasRootCauseMessage("file ended early");
        }
    }

    @Nested
    class WhenInterrupted {

        @Test
        void theListThrowsAfterTheWorkHasEnded() throws Exception {
            AtomicInteger cleanedUp = new AtomicInteger();
            CountDownLatch started = new CountDownLatch(1);
            Results<Integer> results = Tasks.map(
                    pool,
                    n -> {
                        started.countDown();
                        try {
                            blockForEver();
                        } finally {
                            cleanedUp.incrementAndGet();
                        }
                        return n;
                    },
                    numbers(1));
            awaitLatch(started);

            Thread.currentThread().interrupt();

            assertThatThrownBy(results::toList).isInstanceOf(InterruptedException.class);
            assertThat(cleanedUp).hasValue(1);
        }

        @Test
        void theIteratorThrowsItsOneTypeAndKeepsTheInterrupt() {
            Results<Integer> results = Tasks.map(
                    pool,
                    n -> {
                        blockForEver();
                        return n;
                    },
                    numbers(1));

            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> results.iterator().hasNext())
                    .isInstanceOf(TaskFailedException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Nested
    class Close {

        @Test
        void cancelsWhatWasNotReadAndWaitsForIt() throws Exception {
            AtomicInteger running = new AtomicInteger();
            CountDownLatch started = new CountDownLatch(4);
            Results<Integer> results = Tasks.map(
                    pool,
                    n -> {
                        running.incrementAndGet();
                        started.countDown();
                        try {
                            blockForEver();
                        } finally {
                            running.decrementAndGet();
                        }
                        return n;
                    },
                    numbers(100),
                    10);
            awaitLatch(started);

            results.close();
            results.close();

            assertThat(running).hasValue(0);
            assertThat(started.getCount()).isZero();
            assertThatIllegalStateException().isThrownBy(results::iterator);
        }

        @Test
        void namesWhatIgnoresTheInterruptAndKeepsItsOwn() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            Results<Integer> results = Tasks.map(
                    pool,
                    n -> {
                        started.countDown();
                        awaitDeaf();
                        return n;
                    },
                    numbers(1),
                    1,
                    true,
                    Duration.ofMillis(30));
            awaitLatch(started);

            Thread.currentThread().interrupt();

            assertThatThrownBy(results::close)
                    .isInstanceOf(TasksStillRunningException.class)
                    .hasMessageContaining("argument 0");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void isToldWhenTheExecutorEndsWithoutRunningAll() throws Exception {
        ExecutorService plain = Executors.newFixedThreadPool(1);
        CountDownLatch started = new CountDownLatch(1);
        Results<Integer> results = Tasks.map(
                plain,
                n -> {
                    started.countDown();
                    try {
                        blockForEver();
                    } catch (InterruptedException e) {
                        return n;
                    }
                    return n;
                },
                numbers(2));
        awaitLatch(started);

        plain.shutdownNow();

        assertThatThrownBy(results::toList)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancellationException.class);
    }
}
