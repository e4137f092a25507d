package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map takes no more than its look-ahead, and holds no more. */
class LookAheadTest {
    private final BulkExecutor pool = BulkExecutor.threads(2);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger taken = new AtomicInteger();

    @AfterEach
    void endAll() {
        go.countDown();
        pool.close();
    }

    private Iterable<Integer> endless() {
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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void isExactWhenUnordered(int lookAhead) {
        try (Results<Integer> results = Tasks.mapUnordered(pool, n -> n, endless(), lookAhead)) {
            Iterator<Integer> reader = results.iterator();
            for (int read = 0; read < 200; read++) {
                assertThat(taken).as("before number %d", read).hasValue(read + lookAhead);
                assertThat(reader.hasNext()).isTrue();
                assertThat(taken).as("looked for number %d", read).hasValue(read + lookAhead);
                reader.next();
            }
            assertThat(taken).hasValue(200 + lookAhead);
        }
    }

    @Test
    void letsOthersPassASlowOneWhenUnorderedWithoutTakingMore() {
        try (Results<Integer> results = Tasks.mapUnordered(
                pool,
                n -> {
                    if (n == 0) {
                        go.await();
                    }
                    return n;
                },
                endless(),
                5)) {
            Iterator<Integer> reader = results.iterator();
            for (int read = 0; read < 500; read++) {
                assertThat(reader.next()).isPositive();
                assertThat(taken).hasValue(read + 1 + 5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesNothingMoreAfterClose(boolean ordered) {
        Results<Integer> results =
                ordered ? Tasks.map(pool, n -> n, endless(), 10) : Tasks.mapUnordered(pool, n -> n, endless(), 10);
        Iterator<Integer> reader = results.iterator();
        reader.next();

        results.close();

        assertThat(taken).hasValue(11);
        assertThat(reader.hasNext()).isFalse();
        assertThat(taken).hasValue(11);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesNothingMoreAfterAFailure(boolean ordered) {
        io.github.threeply.core.TaskFunction<Integer, Integer> failing = n -> {
            throw new IOException("at " + n);
        };
        try (Results<Integer> results =
                ordered ? Tasks.map(pool, failing, endless(), 10) : Tasks.mapUnordered(pool, failing, endless(), 10)) {
            Iterator<Integer> reader = results.iterator();

            assertThatThrownBy(reader::hasNext).isInstanceOf(TaskFailedException.class);

            assertThat(taken).hasValue(10);
            assertThat(reader.hasNext()).isFalse();
            assertThat(taken).hasValue(10);
        }
    }

    /** The slow head of the line is not read, so nothing is taken; and what was read is held by nobody. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void holdsNeitherArgumentNorResultOfWhatWasRead(boolean ordered) {
        List<WeakReference<Object>> arguments = new ArrayList<>();
        Iterable<Object> source = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Object next() {
                Object argument = new Object();
                arguments.add(new WeakReference<>(argument));
                return argument;
            }
        };
        int read = 3_000;
        try (Results<Object[]> results = ordered
                ? Tasks.map(pool, argument -> new Object[] {argument}, source, 8)
                : Tasks.mapUnordered(pool, argument -> new Object[] {argument}, source, 8)) {
            Iterator<Object[]> reader = results.iterator();
            for (int i = 0; i < read; i++) {
                reader.next();
            }

            // Those ahead of the reader are alive; the last that was read and that the pool ran may be.
            await().atMost(LIMIT).until(() -> {
                System.gc();
                return arguments.stream().filter(held -> held.get() != null).count() <= 8 + 3;
            });
            assertThat(arguments).hasSize(read + 8);
            reader.next();
        }
    }

    @Test
    void readsItsSourceInTheReadersThreadOnly() throws Exception {
        AtomicReference<Thread> other = new AtomicReference<>();
        Thread reader = Thread.currentThread();
        Iterable<Integer> source = () -> new Iterator<>() {
            private int next;

            private void check() {
                if (Thread.currentThread() != reader) {
                    other.set(Thread.currentThread());
                }
            }

            @Override
            public boolean hasNext() {
                check();
                return next < 20_000;
            }

            @Override
            public Integer next() {
                check();
                return next++;
            }
        };
        try (Results<Integer> results = Tasks.map(pool, n -> n, source, 100)) {
            assertThat(results.toList()).hasSize(20_000).isSorted();
        }
        assertThat(other).hasNullValue();
    }
}
