package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The queue lock of Mellor-Crummey and Scott (1991): whoever comes swaps itself in as the tail, links itself behind the
 * tail before it, and watches its own node until that thread passes the lock on. Not reentrant: entering again throws.
 *
 * <p>It differs from the paper in three things. Who finds the lock free takes it with a node that belongs to the lock, so
 * that nothing is allocated without contention (but for the first {@code lock()} after some). Who waits long parks. And who gives up marks its node; the holder that
 * comes to such a node passes it over, so nobody behind it waits for it. Nodes that were given up stay in the queue
 * until then; there are never more than {@link #MOST_GIVEN_UP} of them, and a few that gave up at the same time.
 */
@SuppressWarnings("ReferenceEquality") // nodes and threads are these very ones, or they are not
final class McsLock extends SpinningLock {
    private static final int MOST_GIVEN_UP = 1_000;
    private static final int YIELDS = 64;

    /** One thread, waiting once; or the node of the lock, whose state means nothing. */
    private static final class Node {
        static final int SPINNING = 0;
        static final int PARKED = 1;
        static final int HOLDS = 2;
        static final int GIVEN_UP = 3;

        final @Nullable Thread thread;

        @SuppressWarnings("UnusedVariable") // used through STATE
        int state;

        @SuppressWarnings("UnusedVariable") // read through NEXT
        @Nullable
        Node next;

        Node(@Nullable Thread thread) {
            this.thread = thread;
        }

        /** Acquire, paired with the release in {@link #change}: who is called sees what the last holder wrote. */
        boolean holds() {
            return (int) STATE.getAcquire(this) == HOLDS;
        }

        /** Release: what the holder did comes before the turn of the next. */
        boolean change(int from, int to) {
            return STATE.compareAndSet(this, from, to);
        }

        /** By the one that waits. If it returns false, the lock has been passed to it. */
        boolean giveUp() {
            return change(SPINNING, GIVEN_UP) || change(PARKED, GIVEN_UP);
        }

        /** By the holder. If it returns false, this one has given up. */
        boolean passTo() {
            if (change(SPINNING, HOLDS)) {
                return true;
            }
            if (change(PARKED, HOLDS)) {
                LockSupport.unpark(thread);
                return true;
            }
            // It went from spinning to parked in between at most once, before the second look; so it has given up.
            return false;
        }
    }

    private static final long NOBODY = 0;
    private static final VarHandle TAIL;
    private static final VarHandle OWNER;
    private static final VarHandle GIVEN_UP;
    private static final VarHandle STATE;
    private static final VarHandle NEXT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(McsLock.class, "tail", Node.class).withInvokeExactBehavior();
            OWNER = lookup.findVarHandle(McsLock.class, "owner", long.class).withInvokeExactBehavior();
            GIVEN_UP = lookup.findVarHandle(McsLock.class, "givenUp", int.class);
            STATE = lookup.findVarHandle(Node.class, "state", int.class).withInvokeExactBehavior();
            NEXT = lookup.findVarHandle(Node.class, "next", Node.class).withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** In the queue only from a take of the free lock to its unlock, which waits until all links to it are made. */
    private final Node own = new Node(null);

    @SuppressWarnings("UnusedVariable") // used through TAIL
    private @Nullable Node tail; // null: the lock is free

    private long owner; // the number of the thread that holds it (see ThreadIds), or NOBODY; written by the holder only
    private Node held = own; // the node of the holder; touched by it only

    @SuppressWarnings("UnusedVariable") // used through GIVEN_UP
    private int givenUp;

    /**
     * Whether the last that came had to wait. Plain: a guess only. Who is likely to wait does best to join the queue at
     * once: each look before that takes the cache line of the tail from the holder, and joining takes it once more.
     */
    private boolean crowded;

    @Override
    public void lock() {
        if (crowded || !tryLock()) {
            Node node = join();
            if (node != null) {
                boolean interrupted = false;
                for (int round = 0; !node.holds(); round++) {
                    if (round == SPINS && isMine()) {
                        leaveAgain(node, interrupted);
                        throw enteredAgain();
                    }
                    rest(node, round, Long.MAX_VALUE);
                    interrupted |= Thread.interrupted(); // cleared, or the next park would end at once
                }
                hold(node);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @Override
    public boolean tryLock() {
        // A volatile look first: to swap in vain would take the cache line from the holder. The swap is an acquire,
        // paired with the swap in unlock() that frees the lock.
        if ((Node) TAIL.getVolatile(this) != null || !TAIL.compareAndSet(this, (Node) null, own)) {
            if (isMine()) {
                throw enteredAgain();
            }
            return false;
        }
        hold(own);
        return true;
    }

    private boolean isMine() {
        return (long) OWNER.getOpaque(this) == ThreadIds.current();
    }

    private static IllegalMonitorStateException enteredAgain() {
        return new IllegalMonitorStateException("this thread holds the mcs lock already; it is not reentrant");
    }

    /**
     * For the holder that waits behind itself. It asks for that late, and not before it joins: the holder writes its name
     * at each turn, so all who come to a crowded lock would have to fetch that line.
     */
    private void leaveAgain(Node node, boolean interrupted) {
        node.giveUp(); // succeeds: only the holder could pass the lock on, and that is this thread
        GIVEN_UP.getAndAdd(this, 1);
        crowded = false; // who tries this again and again leaves no more nodes behind
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        acquire(Long.MAX_VALUE);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return acquire(unit.toNanos(time));
    }

    @Override
    boolean acquire(long limitNanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (tryLock()) {
            return true;
        }
        if (limitNanos <= 0) {
            return false;
        }
        long start = System.nanoTime();
        // Only until they have been passed over: the queue may never be empty, so who is not in it may wait for ever.
        for (int round = 0; givenUp() >= MOST_GIVEN_UP; round++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (tryLock()) {
                return true;
            }
            if (System.nanoTime() - start >= limitNanos) {
                return false;
            }
            pause(round);
        }
        Node node = join();
        if (node == null) {
            return true;
        }
        for (int round = 0; !node.holds(); round++) {
            long left = limitNanos - (System.nanoTime() - start);
            boolean interrupted = Thread.currentThread().isInterrupted();
            if ((left <= 0 || interrupted) && node.giveUp()) {
                GIVEN_UP.getAndAdd(this, 1);
                if (interrupted) {
                    Thread.interrupted();
                    throw new InterruptedException();
                }
                return false;
            }
            rest(node, round, limitNanos == Long.MAX_VALUE ? limitNanos : left);
        }
        hold(node);
        return true;
    }

    /** Takes a place in the queue. Returns null if it was free after all, and this thread now holds the lock. */
    private @Nullable Node join() {
        Node node = new Node(Thread.currentThread());
        // Both ways: an acquire, as in tryLock(), and a release, so that who comes next sees a whole node.
        Node before = (Node) TAIL.getAndSet(this, node);
        if (before == null) {
            crowded = false;
            hold(node);
            return null;
        }
        if (!crowded) {
            crowded = true;
        }
        // Release, paired with the acquire in unlock().
        NEXT.setRelease(before, node);
        return node;
    }

    /** Lets a moment pass; after some of them, waits to be woken. */
    @SuppressWarnings("ThreadPriorityCheck") // a wrong guess of the scheduler costs time only
    private void rest(Node node, int round, long limitNanos) {
        if (round < SPINS) {
            Thread.onSpinWait();
        } else if (round < SPINS + YIELDS) {
            Thread.yield();
        } else if (round > SPINS + YIELDS || node.change(Node.SPINNING, Node.PARKED)) {
            if (limitNanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, limitNanos);
            }
        }
    }

    private void hold(Node node) {
        held = node; // plain: the next holder writes it, and comes after this one's unlock
        OWNER.setOpaque(this, ThreadIds.current());
    }

    @Override
    public void unlock() {
        if (owner != ThreadIds.current()) { // plain: that it is this thread only this thread can have written
            throw new IllegalMonitorStateException("this thread does not hold the mcs lock");
        }
        OWNER.setOpaque(this, NOBODY);
        Node last = held;
        while (true) {
            Node next = next(last);
            if (next == null) {
                return;
            }
            last.next = null; // the lock's own node is used again; and old nodes should not hold on to new ones
            if (next.passTo()) {
                return;
            }
            GIVEN_UP.getAndAdd(this, -1);
            last = next;
        }
    }

    /** Who waits behind this node; if nobody does, the lock is free and null is returned. */
    private @Nullable Node next(Node last) {
        for (int round = 0; ; round++) {
            // Acquire, paired with the release in join(): the node is whole.
            Node next = (Node) NEXT.getAcquire(last);
            // Release and more: whoever finds the lock free sees what was done under it.
            if (next != null || ((Node) TAIL.getOpaque(this) == last && TAIL.compareAndSet(this, last, (Node) null))) {
                return next;
            }
            pause(round); // somebody has swapped itself in, and is about to link itself
        }
    }

    /** How many gave up since the lock was last passed on, and some more. For tests. */
    int givenUp() {
        return (int) GIVEN_UP.getOpaque(this);
    }

    @Override
    public String toString() {
        long holder = (long) OWNER.getOpaque(this);
        return "McsLock[" + (holder == NOBODY ? "free" : "held by " + ThreadIds.describe(holder)) + "]";
    }
}
