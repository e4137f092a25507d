package io.github.threeply.benchmarks.counters;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/** Counters as one writes them without a library. */
final class HandCounters {
    /** How often a spinning thread looks before it lets others run: with more threads than processors it must. */
    private static final int LOOKS = 100;

    private HandCounters() {}

    static final class Plain implements CounterWay.Hand {
        private long value;

        @Override
        public long increment() {
            return ++value;
        }
    }

    static final class Bounded implements CounterWay.Hand {
        static final long MAXIMUM = Long.MAX_VALUE / 2;

        private final AtomicLong value = new AtomicLong();

        @Override
        public long increment() {
            while (true) {
                long current = value.get();
                if (current == MAXIMUM) {
                    throw new IllegalStateException("the counter is at its bound of " + MAXIMUM);
                }
                if (value.compareAndSet(current, current + 1)) {
                    return current + 1;
                }
            }
        }
    }

    static final class Monitor implements CounterWay.Hand {
        private final Object monitor = new Object();
        private long value;

        @Override
        public long increment() {
            synchronized (monitor) {
                return ++value;
            }
        }
    }

    static final class Locked implements CounterWay.Hand {
        private final Lock lock;
        private long value;

        Locked(Lock lock) {
            this.lock = lock;
        }

        @Override
        public long increment() {
            lock.lock();
            try {
                return ++value;
            } finally {
                lock.unlock();
            }
        }
    }

    static final class ReadWrite implements CounterWay.Hand {
        private final ReentrantReadWriteLock.WriteLock lock = new ReentrantReadWriteLock().writeLock();
        private long value;

        @Override
        public long increment() {
            lock.lock();
            try {
                return ++value;
            } finally {
                lock.unlock();
            }
        }
    }

    static final class Stamped implements CounterWay.Hand {
        private final StampedLock lock = new StampedLock();
        private long value;

        @Override
        public long increment() {
            long stamp = lock.writeLock();
            try {
                return ++value;
            } finally {
                lock.unlockWrite(stamp);
            }
        }
    }

    static final class Semaphored implements CounterWay.Hand {
        private final Semaphore semaphore = new Semaphore(1);
        private long value;

        @Override
        public long increment() {
            semaphore.acquireUninterruptibly();
            try {
                return ++value;
            } finally {
                semaphore.release();
            }
        }
    }

    static final class Spinning implements CounterWay.Hand {
        private final AtomicBoolean held = new AtomicBoolean();
        private long value;

        @Override
        public long increment() {
            for (int looks = 0; held.getOpaque() || !held.compareAndSet(false, true); looks++) {
                pause(looks);
            }
            try {
                return ++value;
            } finally {
                held.setRelease(false);
            }
        }
    }

    static final class Ticketed implements CounterWay.Hand {
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger served = new AtomicInteger();
        private long value;

        @Override
        public long increment() {
            int mine = next.getAndIncrement();
            for (int looks = 0; served.getAcquire() != mine; looks++) {
                pause(looks);
            }
            try {
                return ++value;
            } finally {
                served.setRelease(mine + 1);
            }
        }
    }

    /** The queue lock of Mellor-Crummey and Scott, with a new node each time. */
    static final class Queued implements CounterWay.Hand {
        private static final class Node {
            private volatile boolean waits = true;
            private volatile @Nullable Node next;
        }

        private final AtomicReference<@Nullable Node> tail = new AtomicReference<>();
        private long value;

        @Override
        public long increment() {
            Node mine = new Node();
            Node before = tail.getAndSet(mine);
            if (before != null) {
                before.next = mine;
                for (int looks = 0; mine.waits; looks++) {
                    pause(looks);
                }
            }
            try {
                return ++value;
            } finally {
                release(mine);
            }
        }

        private void release(Node mine) {
            Node next = mine.next;
            if (next == null && tail.compareAndSet(mine, null)) {
                return;
            }
            for (int looks = 0; next == null; looks++) { // whoever swapped itself in links itself soon
                pause(looks);
                next = mine.next;
            }
            next.waits = false;
        }
    }

    private static void pause(int looks) {
        if (looks < LOOKS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
