package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StripedCounterTest {
    private static final int THREADS = 6;
    private static final int ROUNDS = 50_000;

    private final StripedCounter counter = StripedCounter.create();

    @Test
    void beginsAtZero() {
        assertThat(counter.sumApprox()).isZero();
        assertThat(counter.drain()).isZero();
    }

    @Test
    void countsForOneThread() {
        counter.add(40);
        counter.increment();
        counter.increment();
        counter.decrement();
        counter.add(-3);

        assertThat(counter.sumApprox()).isEqualTo(38);
    }

    @Test
    void isAtZeroAfterADrain() {
        counter.add(5);

        assertThat(counter.drain()).isEqualTo(5);
        assertThat(counter.sumApprox()).isZero();
        assertThat(counter.drain()).isZero();
    }

    @Test
    void wrapsAroundAsLongDoes() {
        counter.add(Long.MAX_VALUE);
        counter.increment();

        assertThat(counter.sumApprox()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void isExactOnceAllWritersHaveEnded() throws Exception {
        Together.run(THREADS, index -> {
            for (int i = 0; i < ROUNDS; i++) {
                counter.add(index + 1L);
            }
            return null;
        });

        assertThat(counter.sumApprox()).isEqualTo(21L * ROUNDS);
    }

    /** However many cells there are, two threads may come to use the same. */
    @Test
    void isExactThoughAllShareOneCell() throws Exception {
        StripedCounter narrow = new HeapStripes(1);

        List<Long> drained = Together.run(THREADS, index -> {
            long sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                if (index == 0 && i % 100 == 0) {
                    sum += narrow.drain();
                } else if (index != 0) {
                    narrow.increment();
                }
            }
            return sum;
        });

        long sum = drained.stream().mapToLong(Long::longValue).sum();
        assertThat(sum + narrow.sumApprox()).isEqualTo((THREADS - 1L) * ROUNDS);
    }

    @Test
    void isExactAtRestWithAdditionsOfBothSigns() throws Exception {
        Together.run(THREADS, index -> {
            for (int i = 0; i < ROUNDS; i++) {
                if ((index & 1) == 0) {
                    counter.add(3);
                } else {
                    counter.decrement();
                }
            }
            return null;
        });

        assertThat(counter.sumApprox()).isEqualTo(2L * (THREADS / 2) * ROUNDS);
    }

    /** The bounds are counted beside it, exactly: one before each addition, one after. */
    @Test
    void isBetweenTheCountsAtCallAndReturnWhileItOnlyGrows() throws Exception {
        AtomicLong begun = new AtomicLong();
        AtomicLong done = new AtomicLong();
        AtomicBoolean writing = new AtomicBoolean(true);

        Together.run(3, index -> {
            if (index > 0) {
                for (int i = 0; i < ROUNDS; i++) {
                    begun.incrementAndGet();
                    counter.increment();
                    done.incrementAndGet();
                }
                writing.set(false);
                return null;
            }
            long last = 0;
            while (writing.get()) {
                long atLeast = done.get();
                long sum = counter.sumApprox();
                long atMost = begun.get();
                assertThat(sum).isBetween(atLeast, atMost).isGreaterThanOrEqualTo(last);
                last = sum;
            }
            return null;
        });

        assertThat(counter.sumApprox()).isEqualTo(2L * ROUNDS);
    }

    @Test
    void countsEachAdditionInOneDrainOnly() throws Exception {
        List<Long> drained = Together.run(THREADS, index -> {
            long sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                if (index < 2) {
                    sum += counter.drain();
                } else {
                    counter.increment();
                }
            }
            return sum;
        });

        long sum = drained.stream().mapToLong(Long::longValue).sum();
        assertThat(sum + counter.drain()).isEqualTo((THREADS - 2L) * ROUNDS);
    }

    @Test
    void publishesWhatWasWrittenBeforeAnAddition() throws Exception {
        for (int round = 0; round < 500; round++) {
            StripedCounter fresh = StripedCounter.create();
            int[] plain = new int[1];

            Together.run(2, index -> {
                if (index == 0) {
                    plain[0] = 42;
                    fresh.increment();
                } else {
                    while (fresh.sumApprox() == 0) {
                        Thread.onSpinWait();
                    }
                    assertThat(plain[0]).isEqualTo(42);
                }
                return null;
            });
        }
    }

    @Test
    void countsForVirtualThreadsToo() throws Exception {
        Together.run(200, Threads.virtual("test-virtual-"), index -> {
            counter.increment();
            return null;
        });

        assertThat(counter.sumApprox()).isEqualTo(200);
    }

    @Test
    void printsItsCount() {
        counter.add(7);

        assertThat(counter).hasToString("StripedCounter[about 7]");
    }
}
