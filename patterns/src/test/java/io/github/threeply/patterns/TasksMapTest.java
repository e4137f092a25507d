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
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps: order, look-ahead, the ways to read. */
class TasksMapTest extends TasksMapSetting {
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
}
