package io.github.threeply.core;

import io.github.threeply.core.SharedCounter.Overflow;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exact counters answer several threads as one number would; a striped one, as far as it promises to. */
@Tag("lincheck")
class CounterLincheckTest {
    private static final long LEAST = -1;
    private static final long MOST = 2;

    /** What a counter does, asked by several threads. */
    @Param(name = "number", gen = IntGen.class, conf = "-1:2")
    public abstract static class Asked {
        private final SharedCounter counter;

        Asked(SharedCounter counter) {
            this.counter = counter;
        }

        @Operation
        public long get() {
            return counter.get();
        }

        @Operation
        public void set(@Param(name = "number") int value) {
            counter.set(value);
        }

        @Operation
        public long add(@Param(name = "number") int delta) {
            return counter.add(delta);
        }

        @Operation
        public boolean tryAdd(@Param(name = "number") int delta) {
            return counter.tryAdd(delta);
        }

        @Operation
        public long getAndSet(@Param(name = "number") int value) {
            return counter.getAndSet(value);
        }

        @Operation
        public boolean compareAndSet(@Param(name = "number") int expected, @Param(name = "number") int value) {
            return counter.compareAndSet(expected, value);
        }

        @Operation
        public long twice() {
            return counter.update(value -> 2 * value);
        }
    }

    /** One number with bounds, on one thread. */
    public abstract static class Model {
        private final boolean bounded;
        private final boolean saturates;
        private long value;

        Model(boolean bounded, boolean saturates) {
            this.bounded = bounded;
            this.saturates = saturates;
        }

        private boolean isInside(long number) {
            return !bounded || (number >= LEAST && number <= MOST);
        }

        private long fit(long number) {
            if (isInside(number)) {
                return number;
            }
            if (saturates) {
                return number < LEAST ? LEAST : MOST;
            }
            throw new CounterOverflowException("add", LEAST, MOST);
        }

        public long get() {
            return value;
        }

        public void set(int number) {
            value = fit(number);
        }

        public long add(int delta) {
            value = fit(value + delta);
            return value;
        }

        public boolean tryAdd(int delta) {
            boolean fits = isInside(value + delta);
            value += fits ? delta : 0;
            return fits;
        }

        public long getAndSet(int number) {
            long before = value;
            value = fit(number);
            return before;
        }

        public boolean compareAndSet(int expected, int number) {
            boolean equal = value == expected;
            value = equal ? number : value;
            return equal;
        }

        public long twice() {
            value = fit(2 * value);
            return value;
        }
    }

    public static class Unbounded extends Model {
        public Unbounded() {
            super(false, false);
        }
    }

    public static class Throwing extends Model {
        public Throwing() {
            super(true, false);
        }
    }

    public static class Saturating extends Model {
        public Saturating() {
            super(true, true);
        }
    }

    public static class Atomic extends Asked {
        public Atomic() {
            super(SharedCounter.atomic());
        }
    }

    public static class AtomicThrowing extends Asked {
        public AtomicThrowing() {
            super(SharedCounter.builder().between(LEAST, MOST).build());
        }
    }

    public static class AtomicSaturating extends Asked {
        public AtomicSaturating() {
            super(SharedCounter.builder()
                    .between(LEAST, MOST)
                    .overflow(Overflow.SATURATE)
                    .build());
        }
    }

    /** Over the strategy of the test that runs. */
    public static class Guarded extends Asked {
        static volatile LockStrategy strategy = LockStrategy.intrinsic();

        public Guarded() {
            super(SharedCounter.builder()
                    .lockedBy(strategy)
                    .between(LEAST, MOST)
                    .build());
        }
    }

    /** Without exclusion: every change is a read and a write. */
    public static class Unguarded extends Asked {
        public Unguarded() {
            super(SharedCounter.lockedBy(LockStrategy.none()));
        }
    }

    /** Looks whether there is room, and then adds. */
    public static class LooksFirst {
        private final SharedCounter counter = SharedCounter.atomic();

        @Operation
        public boolean tryIncrement() {
            if (counter.get() >= MOST) {
                return false;
            }
            counter.increment();
            return true;
        }

        @Operation
        public long get() {
            return counter.get();
        }
    }

    /** What that one should do. */
    public static class Limited {
        private long value;

        public boolean tryIncrement() {
            boolean room = value < MOST;
            value += room ? 1 : 0;
            return room;
        }

        public long get() {
            return value;
        }
    }

    /** As long as it only counts upwards, one by one, and one thread drains. */
    public static class Striped {
        private final StripedCounter counter = new HeapStripes(2);

        @Operation
        public void increment() {
            counter.increment();
        }

        @Operation(nonParallelGroup = "reader")
        public long drain() {
            return counter.drain();
        }
    }

    /** As long as it only counts upwards, one by one. */
    public static class StripedSum {
        private final StripedCounter counter = new HeapStripes(2);

        @Operation
        public void increment() {
            counter.increment();
        }

        @Operation
        public long sum() {
            return counter.sumApprox();
        }
    }

    /** Sums its cells, and then clears them. */
    public static class SumsThenClears {
        private final AtomicLongArray cells = new AtomicLongArray(2);

        @Operation
        public void increment() {
            cells.incrementAndGet((int) Thread.currentThread().getId() & 1);
        }

        @Operation(nonParallelGroup = "reader")
        public long drain() {
            long sum = cells.get(0) + cells.get(1);
            cells.set(0, 0);
            cells.set(1, 0);
            return sum;
        }
    }

    /** A number that can be emptied. */
    public static class Tally {
        private long value;

        public void increment() {
            value++;
        }

        public long drain() {
            long before = value;
            value = 0;
            return before;
        }

        public long sum() {
            return value;
        }
    }

    @Test
    void anAtomicCounterIsOneNumber() {
        Linearizability.holds(Atomic.class, Unbounded.class);
    }

    @Test
    void anAtomicCounterThatThrowsAtItsBoundsIsOneNumber() {
        Linearizability.holds(AtomicThrowing.class, Throwing.class);
    }

    @Test
    void anAtomicCounterThatSaturatesIsOneNumber() {
        Linearizability.holds(AtomicSaturating.class, Saturating.class);
    }

    /**
     * One that parks, one that reads without a lock, and one that hands its turn on by itself. The others differ in how they
     * exclude only, and are tried under stress; each here costs half a minute, most of it to rewrite classes.
     */
    static List<LockStrategy> strategies() {
        return List.of(LockStrategy.reentrant(), LockStrategy.stamped(), LockStrategy.mcs());
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aGuardedCounterIsOneNumber(LockStrategy strategy) {
        Guarded.strategy = strategy;

        Linearizability.holds(Guarded.class, Throwing.class, 4);
    }

    @Test
    void aStripedCounterDrainsWhatWasAdded() {
        Linearizability.holds(Striped.class, Tally.class);
    }

    @Test
    void theSumOfAStripedCounterThatOnlyGrowsIsACountThatItHad() {
        Linearizability.holds(StripedSum.class, Tally.class);
    }

    @Test
    void aCounterWithoutAGuardIsFoundOut() {
        Linearizability.isRefused(Unguarded.class, Unbounded.class);
    }

    @Test
    void aBoundThatIsTestedBeforeTheChangeIsFoundOut() {
        Linearizability.isRefused(LooksFirst.class, Limited.class);
    }

    @Test
    void aDrainThatSumsAndThenClearsIsFoundOut() {
        Linearizability.isRefused(SumsThenClears.class, Tally.class);
    }
}
