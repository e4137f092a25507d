package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How maps end before all was read, and that nothing runs any more when they have thrown or were closed. */
class TasksMapEndTest extends TasksMapSetting {
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
