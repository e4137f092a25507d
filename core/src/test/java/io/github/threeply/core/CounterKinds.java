package io.github.threeply.core;

import io.github.threeply.core.SharedCounter.Builder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Every way to make an exact counter. */
final class CounterKinds {
    private CounterKinds() {}

    /** A way to make one, by name; what is asked of all of them goes into the builder. */
    record Kind(String name, Supplier<Builder> builders) {

        Builder builder() {
            return builders.get();
        }

        SharedCounter newCounter() {
            return builder().build();
        }

        /** Also where the number lives elsewhere, and the builder refuses a first value. */
        SharedCounter newCounter(long value) {
            SharedCounter counter = newCounter();
            counter.set(value);
            return counter;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A cell as somebody else would write one: plain. */
    static final class PlainCell implements LongCell {
        private long value;

        PlainCell(long value) {
            this.value = value;
        }

        @Override
        public long get() {
            return value;
        }

        @Override
        public void set(long newValue) {
            value = newValue;
        }
    }

    static List<Kind> exact() {
        List<Kind> kinds = new ArrayList<>();
        kinds.add(new Kind("atomic", SharedCounter::builder));
        for (LockStrategy strategy : LockStrategy.allThatExclude()) {
            kinds.add(lockedBy(strategy.toString(), strategy));
        }
        kinds.add(lockedBy("of(Lock)", LockStrategy.of(new ReentrantLock())));
        kinds.add(lockedBy("of(ReadWriteLock)", LockStrategy.of(new ReentrantReadWriteLock())));
        kinds.add(lockedBy("of(Supplier)", LockStrategy.of(ReentrantLock::new)));
        kinds.add(new Kind(
                "a cell elsewhere",
                () -> SharedCounter.builder().lockedBy(LockStrategy.reentrant()).in(new PlainCell(0))));
        return kinds;
    }

    private static Kind lockedBy(String name, LockStrategy strategy) {
        return new Kind(name, () -> SharedCounter.builder().lockedBy(strategy));
    }
}
