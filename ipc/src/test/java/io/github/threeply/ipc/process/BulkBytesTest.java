package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.TaskFunction;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bulks of long values: how far ahead of their readers they are is a matter of bytes. */
@Timeout(120)
class BulkBytesTest {
    private static final int LONG = 100_000;
    private static final int WORKERS = 2;
    private static final int LEAST = 2 * WORKERS;
    private static final int IN_A_MEBIBYTE = (1 << 20) / LONG;

    private static WorkerProcessPool pool(long maxBytes) {
        return WorkerProcessPool.builder()
                .workers(WORKERS)
                .admission(Admission.block().maxBytes(maxBytes))
                .start();
    }

    /** Applies it to as many, and returns how many were taken ahead at most once it was known how long the values are. */
    private static <A, R> long mostAhead(
            WorkerProcessPool pool, TaskFunction<A, R> function, int many, Iterator<A> arguments) throws Exception {
        AtomicLong taken = new AtomicLong();
        Iterator<A> counted = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return arguments.hasNext();
            }

            @Override
            public A next() {
                taken.getAndIncrement();
                return arguments.next();
            }
        };
        long most = 0;
        int read = 0;
        try (BulkResults<R> results = pool.submitEach(function, counted, many)) {
            most = taken.get();
            while (results.next()) {
                assertThat(results.failure()).isNull();
                read++;
                results.request(1);
                most = Math.max(most, taken.get() - read);
            }
        }
        assertThat(read).isEqualTo(many);
        return most;
    }

    @Test
    void takesNoMoreLongArgumentsAheadThanThePoolsLimitInBytesAllows() throws Exception {
        try (WorkerProcessPool pool = pool(1 << 20)) {
            long most = mostAhead(
                    pool,
                    (byte[] bytes) -> bytes.length,
                    300,
                    IntStream.range(0, 300).mapToObj(n -> new byte[LONG]).iterator());

            assertThat(most).isBetween((long) LEAST + 1, (long) IN_A_MEBIBYTE + 1);
        }
    }

    @Test
    void takesNoMoreArgumentsAheadThanTheirLongOutcomesHaveRoom() throws Exception {
        try (WorkerProcessPool pool = pool(1 << 20)) {
            long most = mostAhead(
                    pool,
                    (Integer n) -> new byte[LONG],
                    300,
                    IntStream.range(0, 300).iterator());

            assertThat(most).isBetween((long) LEAST + 1, (long) IN_A_MEBIBYTE + 1);
        }
    }

    @Test
    void keepsEachWorkerBusyWhereOneValueIsLongerThanTheLimit() throws Exception {
        try (WorkerProcessPool pool = pool(1)) {
            long most = mostAhead(
                    pool,
                    (byte[] bytes) -> bytes,
                    100,
                    IntStream.range(0, 100).mapToObj(n -> new byte[LONG]).iterator());

            assertThat(most).isEqualTo(LEAST);
        }
    }

    @Test
    void holdsNothingWhenAllWasRead() throws Exception {
        try (WorkerProcessPool pool = pool(1 << 20);
                PoolResults<?, byte[]> results = (PoolResults<?, byte[]>) pool.submitEach(
                        (Integer n) -> new byte[n % 100 == 0 ? LONG : 3],
                        IntStream.range(0, 20_000).iterator(),
                        20_000)) {
            int read = 0;
            while (results.next()) {
                read++;
            }
            assertThat(read).isEqualTo(20_000);
            // The last block is let go of a moment after its outcomes are there.
            await().atMost(Duration.ofSeconds(30)).until(() -> results.heldBytes() == 0);
        }
    }

    @Test
    void expectsTheNextOutcomesToBeAsLongAsTheLastOnes() {
        BulkBytes bytes = new BulkBytes(1_000_000, 200_000, WORKERS);
        assertThat(bytes.window(32)).as("they may be as long as any").isEqualTo(5);

        bytes.sent(100, 1_000);
        bytes.came(100, 1_000);
        assertThat(bytes.window(16_384)).isEqualTo(16_384);
        assertThat(bytes.window(1 << 20)).isEqualTo(50_000);

        for (int i = 0; i < 50; i++) {
            bytes.came(1, 10_000);
        }
        assertThat(bytes.window(16_384)).isBetween(90L, 200L);
        bytes.hold(1_000_000);
        assertThat(bytes.window(16_384)).isEqualTo(LEAST);
        assertThat(bytes.largestBlock(LEAST)).isEqualTo(1);
        bytes.release(1);
        assertThat(bytes.window(16_384)).isGreaterThan(LEAST);
    }
}
