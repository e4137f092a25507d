package io.github.threeply.ipc.process;

import io.github.threeply.core.ChannelFailedException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The messages that have come and were not received yet, still as bytes, and what comes after the last. */
final class ConnectionInbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteReader> messages = new ArrayDeque<>();
    private boolean ended;
    private @Nullable String failure;
    private @Nullable Throwable cause;

    void add(ByteReader message) {
        lock.lock();
        try {
            if (!ended) {
                messages.addLast(message);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** No more will come, in good order. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No more will come, because of a failure; nothing happens if the end was in order. */
    void fail(String message, Throwable why) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                failure = message;
                cause = why;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is here and what would come. */
    void close() {
        lock.lock();
        try {
            messages.clear();
            failure = null;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isDrained() {
        lock.lock();
        try {
            return ended && messages.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a message; null at the end, or when the time is up. */
    @Nullable
    ByteReader take(long limitNanos, boolean limited) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = limitNanos;
            while (messages.isEmpty() && !ended) {
                if (!limited) {
                    changed.await();
                } else if (left <= 0) {
                    return null;
                } else {
                    left = changed.awaitNanos(left);
                }
            }
            return next();
        } finally {
            lock.unlock();
        }
    }

    /** A message if there is one. */
    @Nullable
    ByteReader poll() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ByteReader next() {
        ByteReader message = messages.pollFirst();
        if (message == null && failure != null && cause != null) {
            throw new ChannelFailedException(failure, cause);
        }
        return message;
    }
}
