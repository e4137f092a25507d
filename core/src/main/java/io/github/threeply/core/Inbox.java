package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Items that have ended, from many threads to one reader. They lie on a stack, linked through themselves; the reader
 * takes all of it at once and turns it round, so they come in the order in which they were added.
 */
final class Inbox<A extends @Nullable Object, R extends @Nullable Object> {
    /** As for a channel of medium size. */
    private static final SpinBudget BEFORE_PARK = SpinBudget.of(160);

    private static final VarHandle TOP;
    private static final VarHandle WAITER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(Inbox.class, "top", SubmittedItem.class);
            WAITER = lookup.findVarHandle(Inbox.class, "waiter", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable SubmittedItem<A, R> top;
    private volatile @Nullable Thread waiter;
    private @Nullable SubmittedItem<A, R> line; // taken off the stack, first ended first; reader only

    /** Adds an item, and wakes the reader if he waits. Whoever takes it sees all that was written to it before. */
    void add(SubmittedItem<A, R> item) {
        SubmittedItem<A, R> seen;
        do {
            seen = top;
            item.next = seen;
            // Volatile, as is the write of `waiter` in await(): either we see the reader there, or he sees the item
            // before he parks. With less, both could miss each other and the item would lie here unread.
        } while (!TOP.compareAndSet(this, seen, item));
        Thread reader = waiter;
        if (reader != null && WAITER.compareAndSet(this, reader, null)) {
            LockSupport.unpark(reader);
        }
    }

    /** Takes the item that was added first, if there is one. For the reader. */
    @Nullable
    SubmittedItem<A, R> poll() {
        SubmittedItem<A, R> first = line;
        if (first == null) {
            if (top == null) {
                return null;
            }
            first = takeAllInOrder();
        }
        line = first.next;
        first.next = null; // or an old item would keep those after it from being collected
        return first;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // it was not empty, and only the reader takes
    private SubmittedItem<A, R> takeAllInOrder() {
        SubmittedItem<A, R> item = (SubmittedItem<A, R>) TOP.getAndSet(this, null);
        SubmittedItem<A, R> after = null;
        while (item.next != null) {
            SubmittedItem<A, R> before = item.next;
            item.next = after;
            after = item;
            item = before;
        }
        item.next = after;
        return item;
    }

    /** Waits until something is there, at most so long. For the reader, who has found nothing. */
    void await(long nanos) throws InterruptedException {
        if (!comesSoon(nanos)) {
            // As all waits of the JDK do: a fork-join thread that waits here is replaced by another for the time.
            ForkJoinPool.managedBlock(new Wait(nanos));
        }
    }

    /** Whether something is there; looks for a while. To be woken costs the reader, and whoever wakes him, far more. */
    @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted: nothing here relies on it
    private boolean comesSoon(long nanos) {
        long begin = System.nanoTime();
        for (int pauses = BEFORE_PARK.pauses(); pauses > 0; pauses--) {
            Thread.onSpinWait();
            if (pauses % BEFORE_PARK.lag() == 0 && top != null) {
                return true;
            }
        }
        for (int yields = BEFORE_PARK.yields(); yields > 0 && System.nanoTime() - begin < nanos; yields--) {
            Thread.yield();
            if (top != null) {
                return true;
            }
        }
        return false;
    }

    /** Forgets what is there. For the reader. */
    void clear() {
        line = null;
        top = null;
    }

    private final class Wait implements ForkJoinPool.ManagedBlocker {
        private final long nanos;
        private final long begin = System.nanoTime();

        Wait(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public boolean isReleasable() {
            return top != null || System.nanoTime() - begin >= nanos;
        }

        @Override
        public boolean block() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            waiter = Thread.currentThread();
            try {
                if (top == null) {
                    LockSupport.parkNanos(Inbox.this, nanos - (System.nanoTime() - begin));
                }
            } finally {
                waiter = null;
            }
            if (top == null && Thread.interrupted()) {
                throw new InterruptedException();
            }
            return isReleasable();
        }
    }
}
