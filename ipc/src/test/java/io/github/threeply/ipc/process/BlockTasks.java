package io.github.threeply.ipc.process;

import io.github.threeply.core.TaskFunction;
import io.github.threeply.ipc.shared.SharedArray;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What the tests of bulk results apply to many arguments. */
final class BlockTasks {
    private BlockTasks() {}

    /** Counts the argument's effect and returns its double. */
    static TaskFunction<Integer, Integer> counting(SharedArray.OfLong effects) {
        return n -> {
            effects.getAndAdd(n, 1);
            return 2 * n;
        };
    }

    /** So many bytes, so many characters, or a failure. */
    static Object filled(Integer size) {
        return switch (size % 3) {
            case 0 -> bytes(size);
            case 1 -> "x".repeat(size);
            default -> throw new IllegalStateException("no result of " + size);
        };
    }

    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    static void sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** Waits for a fact without a pause that is a guess. */
    static void awaitNanos(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    /** The numbers from 0 on, counted as they are taken. */
    static final class Numbers implements Iterator<Integer> {
        final AtomicLong taken = new AtomicLong();
        private final long count;

        Numbers(long count) {
            this.count = count;
        }

        @Override
        public boolean hasNext() {
            return taken.get() < count;
        }

        @Override
        public Integer next() {
            return (int) taken.getAndIncrement();
        }
    }
}
