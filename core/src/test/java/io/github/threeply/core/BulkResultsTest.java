package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Together.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bulk results over threads, as long as nobody stops anything. */
class BulkResultsTest {
    private static final long LIMIT = Together.LIMIT.toSeconds();

    private final BulkExecutor pool = BulkExecutor.threads(3);

    @AfterEach
    void endThePool() throws Exception {
        pool.shutdownNow();
        assertThat(pool.awaitTermination(LIMIT, TimeUnit.SECONDS)).isTrue();
    }

    private static Iterator<Integer> endless() {
        return Stream.iterate(0, n -> n + 1).iterator();
    }

    /** A source that remembers how much was taken from it, and by whom. */
    private static final class Source implements Iterator<Integer> {
        private final int end;
        private final Thread reader = Thread.currentThread();
        int taken;

        Source(int end) {
            this.end = end;
        }

        @Override
        public boolean hasNext() {
            assertThat(Thread.currentThread()).isSameAs(reader);
            return taken < end;
        }

        @Override
        public Integer next() {
            assertThat(Thread.currentThread()).isSameAs(reader);
            if (taken == end) {
                throw new NoSuchElementException();
            }
            return taken++;
        }
    }

    @Test
    void bringsEachResultOnceWithTheIndexOfItsArgument() throws Exception {
        Map<Long, String> seen = new TreeMap<>();
        try (BulkResults<String> results = pool.submitEach(
                name -> name + "!", List.of("a", "b", "c", "d", "e").iterator(), 2)) {
            while (results.next()) {
                assertThat(seen.put(results.index(), results.value())).isNull();
                assertThat(results.failure()).isNull();
                results.request(1);
            }
            assertThat(results.isDrained()).isTrue();
            assertThat(results.next()).isFalse();
            assertThat(results.tryNext(Duration.ofSeconds(LIMIT))).isFalse();
        }
        assertThat(seen)
                .containsExactly(
                        Map.entry(0L, "a!"),
                        Map.entry(1L, "b!"),
                        Map.entry(2L, "c!"),
                        Map.entry(3L, "d!"),
                        Map.entry(4L, "e!"));
    }

    @Test
    void comesInTheOrderOfCompletion() throws Exception {
        CountDownLatch letFirstGo = new CountDownLatch(1);
        try (BulkResults<Integer> results = pool.submitEach(
                n -> {
                    if (n == 0 && !letFirstGo.await(LIMIT, TimeUnit.SECONDS)) {
                        throw new AssertionError("never let go");
                    }
                    return n;
                },
                List.of(0, 1).iterator(),
                2)) {
            assertThat(results.next()).isTrue();
            assertThat(results.index()).isEqualTo(1);
            letFirstGo.countDown();
            assertThat(results.next()).isTrue();
            assertThat(results.index()).isZero();
        }
    }

    @Test
    void isDrainedAtOnceIfThereAreNoArguments() throws Exception {
        try (BulkResults<Integer> results =
                pool.submitEach(n -> n, List.<Integer>of().iterator(), 1)) {
            assertThat(results.isDrained()).isTrue();
            assertThat(results.next()).isFalse();
        }
    }

    @Test
    void letsResultsAndArgumentsBeNull() throws Exception {
        try (BulkResults<Object> results =
                pool.submitEach(n -> n, Arrays.asList((Object) null).iterator(), 1)) {
            assertThat(results.next()).isTrue();
            assertThat(results.value()).isNull();
            assertThat(results.failure()).isNull();
        }
    }

    @Test
    void takesNoMoreArgumentsThanItHasCredits() throws Exception {
        Source source = new Source(100);
        AtomicInteger applied = new AtomicInteger();
        try (BulkResults<Integer> results = pool.submitEach(
                n -> {
                    applied.incrementAndGet();
                    return n;
                },
                source,
                4)) {
            assertThat(source.taken).isEqualTo(4);
            for (int i = 0; i < 4; i++) {
                assertThat(results.next()).isTrue();
                assertThat(source.taken).isEqualTo(4);
            }
            assertThat(results.next()).isFalse(); // no credit is left
            assertThat(results.isDrained()).isFalse();
            assertThat(applied).hasValue(4);

            results.request(3);

            assertThat(source.taken).isEqualTo(7);
            while (results.next()) {
                results.request(1);
            }
            assertThat(results.isDrained()).isTrue();
            assertThat(source.taken).isEqualTo(100);
        }
    }

    @Test
    void takesFromAnEndlessSourceOnlyWhatIsAskedFor() throws Exception {
        try (BulkResults<Integer> results = pool.submitEach(n -> n * n, endless(), 3)) {
            long sum = 0;
            for (int i = 0; i < 1_000; i++) {
                assertThat(results.next()).isTrue();
                assertThat(results.value()).isEqualTo((int) (results.index() * results.index()));
                sum += results.index();
                results.request(1);
            }
            assertThat(sum).isGreaterThanOrEqualTo(999L * 1_000 / 2);
        }
    }

    @Test
    void doesNotCountCreditsBeyondAllBounds() throws Exception {
        try (BulkResults<Integer> results = pool.submitEach(n -> n, List.of(1).iterator(), Integer.MAX_VALUE)) {
            results.request(Integer.MAX_VALUE);
            assertThat(results.next()).isTrue();
            assertThat(results.next()).isFalse();
            assertThat(results.isDrained()).isTrue();
        }
    }

    @Test
    void givesTheFailureOfOneArgumentToThatArgumentAlone() throws Exception {
        IOException failure = new IOException("on purpose");
        int good = 0;
        try (BulkResults<Integer> results = pool.submitEach(
                n -> {
                    if (n == 1) {
                        throw failure;
                    }
                    return n;
                },
                List.of(0, 1, 2).iterator(),
                3)) {
            while (results.next()) {
                if (results.index() == 1) {
                    assertThat(results.failure()).isSameAs(failure);
                    assertThatExceptionOfType(ExecutionException.class)
                            .isThrownBy(results::value)
                            .withCause(failure);
                } else {
                    assertThat(results.value()).isEqualTo((int) results.index());
                    good++;
                }
            }
        }
        assertThat(good).isEqualTo(2);
    }

    @Test
    void givesErrorsToTheirArgumentToo() throws Exception {
        Error failure = new StackOverflowError("on purpose");
        try (BulkResults<Object> results = pool.submitEach(
                n -> {
                    throw failure;
                },
                List.of(0).iterator(),
                1)) {
            assertThat(results.next()).isTrue();
            assertThat(results.failure()).isSameAs(failure);
        }
    }

    @Test
    void throwsWhatTheSourceThrewOnceTheOutcomesBeforeItWereRead() throws Exception {
        for (Throwable failure : List.of(new IllegalStateException("source"), new AssertionError("source"))) {
            Iterator<Integer> source = new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    if (next == 2) {
                        if (failure instanceof Error e) {
                            throw e;
                        }
                        throw (RuntimeException) failure;
                    }
                    return next++;
                }
            };
            try (BulkResults<Integer> results = pool.submitEach(n -> n, source, 10)) {
                assertThat(results.next()).isTrue();
                assertThat(results.next()).isTrue();
                assertThat(results.isDrained()).isFalse();
                assertThatThrownBy(results::next).isSameAs(failure);
                assertThat(results.isDrained()).isTrue();
                assertThat(results.next()).isFalse();
            }
        }
    }

    @Test
    void hasNoOutcomeBeforeNextAndAfterTheLast() throws Exception {
        try (BulkResults<Integer> results = pool.submitEach(n -> n, List.of(1).iterator(), 1)) {
            assertThatIllegalStateException().isThrownBy(results::value);
            assertThatIllegalStateException().isThrownBy(results::index);
            assertThatIllegalStateException().isThrownBy(results::failure);
            assertThat(results.next()).isTrue();
            assertThat(results.value()).isEqualTo(1);
            assertThat(results.next()).isFalse();
            assertThatIllegalStateException()
                    .isThrownBy(results::value)
                    .withMessage("not on an outcome: call next() first, and only while it returns true");
        }
    }

    @Test
    void refusesCreditsThatAreNone() throws Exception {
        try (BulkResults<Integer> results = pool.submitEach(n -> n, endless(), 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> results.request(0))
                    .withMessage("credits must be at least 1, but was 0");
        }
    }

    @Test
    void givesUpWaitingAtTheLimitAndLosesNothing() throws Exception {
        CountDownLatch letGo = new CountDownLatch(1);
        try (BulkResults<Boolean> results = pool.submitEach(
                n -> letGo.await(LIMIT, TimeUnit.SECONDS), List.of(1).iterator(), 1)) {
            long start = System.nanoTime();
            assertThat(results.tryNext(Duration.ofMillis(20))).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
            assertThat(results.tryNext(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
            assertThat(results.isDrained()).isFalse();
            letGo.countDown();
            assertThat(results.tryNext(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
            assertThat(results.value()).isTrue();
        }
    }

    @Test
    void losesNothingWhenTheReaderIsInterrupted() throws Exception {
        CountDownLatch letGo = new CountDownLatch(1);
        Running<Boolean> reader = Together.start(() -> {
            try (BulkResults<Boolean> results = pool.submitEach(
                    n -> letGo.await(LIMIT, TimeUnit.SECONDS), List.of(1).iterator(), 1)) {
                assertThatExceptionOfType(InterruptedException.class).isThrownBy(results::next);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                Thread.currentThread().interrupt();
                assertThatExceptionOfType(InterruptedException.class)
                        .isThrownBy(() -> results.tryNext(Duration.ofSeconds(LIMIT)));
                letGo.countDown();
                assertThat(results.next()).isTrue();
                return results.value();
            }
        });

        reader.untilItWaits().interrupt();

        assertThat(reader.result()).isTrue();
    }

    @Test
    void keepsNoMoreThanItsCreditsUnderWayOrUnread() throws Exception {
        int credits = 5;
        AtomicInteger begun = new AtomicInteger();
        try (BulkResults<Integer> results = pool.submitEach(
                n -> {
                    begun.incrementAndGet();
                    return n;
                },
                endless(),
                credits)) {
            for (int read = 0; read < 500; read++) {
                assertThat(begun.get()).isLessThanOrEqualTo(read + credits);
                assertThat(results.next()).isTrue();
                results.request(1);
            }
        }
    }
}
