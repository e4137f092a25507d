package io.github.threeply.patterns;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings the results of several threads into the order in which their items were taken.
 *
 * <p>Items are taken one thread at a time, under {@link #intake}, and numbered so. A result waits in the slot of its number
 * until all before it have been handed on. Who finishes the item at the head hands it on, and all results behind it that
 * are there by then; so nobody waits for input with results in his hands. What was taken and not yet handed on is never
 * more than there are slots: who would take more waits.
 *
 * <p>No lock is held while results are put.
 */
final class OrderedLine {
    /** Held while a thread takes an item, and so also while it waits for one. */
    final ReentrantLock intake = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    // Below: under the lock.
    private final @Nullable Object[] slots;
    private long taken;
    private long sent;
    private boolean sending;

    OrderedLine(int window) {
        slots = new @Nullable Object[window];
    }

    /** For who holds the intake: whether an item may be taken now. */
    boolean hasRoom() {
        lock.lock();
        try {
            return taken - sent < slots.length;
        } finally {
            lock.unlock();
        }
    }

    /** For who holds the intake. */
    void awaitRoom() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (taken - sent >= slots.length) {
                moved.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** For who holds the intake and has taken an item. Returns its number. */
    long begin() {
        lock.lock();
        try {
            return taken++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Leaves the result of an item, and hands on what has reached the head of the line, unless another thread is at that.
     *
     * @return whether the thread should go on
     */
    boolean finish(long number, Object made, Hands hands) {
        lock.lock();
        try {
            slots[slot(number)] = made;
            if (sending) {
                return true; // who sends looks again before leaving
            }
            sending = true;
            try {
                boolean open = true;
                for (Object head = takeHead(); head != null && open; head = open ? takeHead() : null) {
                    lock.unlock();
                    try {
                        open = head instanceof StepWork.Outcome || hands.deliver(head);
                    } finally {
                        lock.lock();
                    }
                    sent++;
                    moved.signalAll();
                }
                return open;
            } finally {
                sending = false;
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Object takeHead() {
        int slot = slot(sent);
        Object head = slots[slot];
        slots[slot] = null;
        return head;
    }

    /** After a failure: hands on all results, in no order, so that each is refused and returned. */
    void flush(Hands hands) {
        List<Object> left = new ArrayList<>();
        lock.lock();
        try {
            for (int i = 0; i < slots.length; i++) {
                Object made = slots[i];
                slots[i] = null;
                if (made != null && !(made instanceof StepWork.Outcome)) {
                    left.add(made);
                }
            }
        } finally {
            lock.unlock();
        }
        left.forEach(hands::deliver);
    }

    /** How many items were taken. */
    long taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** How many of them, the first ones, have been handed on or ended otherwise. */
    long sent() {
        lock.lock();
        try {
            return sent;
        } finally {
            lock.unlock();
        }
    }

    private int slot(long number) {
        return (int) (number % slots.length);
    }
}
