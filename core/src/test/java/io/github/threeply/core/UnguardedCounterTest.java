package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class UnguardedCounterTest {

    /** The lesson that {@code none()} exists for. Without the opaque accesses of the cell it may not show. */
    @Test
    void losesUpdatesWithoutALock() {
        int each = 200_000;

        await().atMost(Together.LIMIT).untilAsserted(() -> {
            SharedCounter counter = SharedCounter.lockedBy(LockStrategy.none());
            Together.run(2, index -> {
                for (int i = 0; i < each; i++) {
                    counter.increment();
                }
                return null;
            });
            assertThat(counter.get()).isPositive().isLessThan(2L * each);
        });
    }

    @Test
    void countsForOneThread() {
        SharedCounter counter = SharedCounter.lockedBy(LockStrategy.none());

        for (int i = 0; i < 1_000; i++) {
            counter.increment();
        }

        assertThat(counter.get()).isEqualTo(1_000);
    }

    /** What benchmarks of the strategies rest on: they compare locks, not garbage. */
    @Test
    void allocatesNothingUnderAnyStrategy() throws Exception {
        for (LockStrategy strategy : LockStrategy.allThatExclude()) {
            SharedCounter counter =
                    SharedCounter.builder().lockedBy(strategy).between(0, 1_000).build();
            use(counter, 10_000); // links what is linked at first use

            long before = allocatedBytes();
            use(counter, 50_000);
            long allocated = allocatedBytes() - before;

            assertThat(allocated).as("bytes, under " + strategy).isLessThan(50_000); // less than one a round
        }
    }

    private static void use(SharedCounter counter, int rounds) {
        for (int i = 0; i < rounds; i++) {
            counter.increment();
            counter.tryAdd(2);
            counter.set(counter.get() - 2);
            counter.decrement();
            counter.getAndSet(500);
        }
    }

    /** By reflection: the module of the tests does not read the one that knows. */
    private static long allocatedBytes() throws Exception {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return (long) Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getThreadAllocatedBytes", long.class)
                .invoke(threads, Thread.currentThread().getId());
    }
}
