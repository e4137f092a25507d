package io.github.threeply.core.testkit;

import static io.github.threeply.core.testkit.Helper.LIMIT;
import static io.github.threeply.core.testkit.Helper.equal;
import static io.github.threeply.core.testkit.Helper.require;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;

/** What a counter over the strategy promises. */
final class CounterChecks {
    private static final int THREADS = 4;
    private static final int ROUNDS = 1_000;

    private final LockStrategy strategy;

    CounterChecks(LockStrategy strategy) {
        this.strategy = strategy;
    }

    void countsEachIncrementOnce() throws Exception {
        SharedCounter counter = SharedCounter.lockedBy(strategy);
        BitSet[] seen = new BitSet[THREADS];
        Helper.together(THREADS, index -> {
            BitSet mine = new BitSet();
            for (int i = 0; i < ROUNDS; i++) {
                mine.set((int) counter.increment());
            }
            seen[index] = mine;
        });
        equal(counter.get(), (long) THREADS * ROUNDS, "the count");
        BitSet all = new BitSet();
        for (BitSet one : seen) {
            require(!all.intersects(one), "two increments must not return the same number");
            all.or(one);
        }
        equal(all.cardinality(), THREADS * ROUNDS, "the number of different results");
    }

    void losesNothingWhenACounterIsReset() throws Exception {
        SharedCounter counter = SharedCounter.lockedBy(strategy);
        AtomicLong taken = new AtomicLong();
        Helper.together(THREADS, index -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (index == 0) {
                    taken.addAndGet(counter.getAndSet(0));
                } else {
                    counter.add(3);
                }
            }
        });
        equal(taken.get() + counter.get(), 3L * (THREADS - 1) * ROUNDS, "what was taken and what is left");
    }

    void keepsACounterInItsRange() throws Exception {
        long room = ROUNDS;
        SharedCounter counter =
                SharedCounter.builder().lockedBy(strategy).between(0, room).build();
        AtomicLong added = new AtomicLong();
        Helper.together(THREADS, index -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (counter.tryAdd(1)) {
                    added.getAndIncrement();
                }
            }
        });
        equal(added.get(), room, "the number of additions that were let in");
        equal(counter.get(), room, "the count");
    }

    void wakesWhoWaitsForAValue() throws Exception {
        for (int round = 0; round < 200; round++) {
            SharedCounter counter = SharedCounter.lockedBy(strategy);
            Helper<Boolean> waiting = Helper.start(() -> counter.tryAwaitAtLeast(2, LIMIT));
            counter.increment();
            counter.increment();
            require(waiting.result(), "who waits for 2 must be woken by the second increment");
        }
    }
}
