package io.github.threeply.ipc.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Some bytes in a file that change as a whole: kept twice, so that one copy can be read while the other is written.
 *
 * <pre>
 *          +0                +8                +16                        +64
 *          +-----------------+-----------------+-----------------+--------+------------------------+
 *     0    | owner           | begun           | version         |        | wait cell              |
 *          +-----------------+-----------------+-----------------+--------+------------------------+
 *   128    | copy of the even versions, whole halves of lines                                      |
 *          +---------------------------------------------------------------------------------------+
 *          | copy of the odd versions                                                              |
 *          +---------------------------------------------------------------------------------------+
 * </pre>
 *
 * <p><i>version</i> says which copy is the content: 0, as at first, for none, and else by its lowest bit. A content of
 * a variable length starts with its length, an int.
 *
 * <p><b>A writer</b> stores itself as owner, by a compare-and-set; stores in <i>begun</i> which version it is about to
 * write; fills the copy of that version, which is not the content; stores <i>version</i>; and stores nobody as owner.
 * If it is killed before it has stored the version, the content is as before, and all that it has written will be written
 * again by the next; if later, it is as if it was killed after all of it. So there is nothing to repair, and who finds a
 * dead owner just takes it away. Covered by {@code ValueCrashTest}, after each store.
 *
 * <p><b>A reader</b> reads the version, then its copy, and then <i>begun</i>: if that is at most one ahead of the version,
 * nobody has begun to overwrite what it read. So it must read again only if two changes came meanwhile. It writes nothing
 * and waits for nobody.
 */
final class Copies {
    private static final VarHandle HEAP_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** The version of no content. */
    static final long NONE = 0;

    static final int OWNER = 0;
    static final int BEGUN = 8;
    static final int VERSION = 16;
    static final int CELL = 64;
    static final int COPIES = 128;

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 100 : 0;

    private final MemoryFile file;
    private final Mapping mapping;
    private final Membership membership;
    private final Waits waits;
    private final Presence presence;
    private final long at;
    private final int copyBytes;
    private final int words;
    private final boolean variable;

    /**
     * Looks at the bytes of one object.
     *
     * @param at where it is
     * @param bytes the most bytes that its content can have
     * @param variable whether the content starts with its length, in bytes without the four of the length
     */
    Copies(MemoryFile file, long at, int bytes, boolean variable) {
        this.file = file;
        this.mapping = file.mapping();
        this.membership = file.membership();
        this.waits = file.waits();
        this.presence = file.local(at, Presence.class, () -> file.presences().add(at + OWNER));
        this.at = at;
        this.copyBytes = copyBytes(bytes);
        this.words = words(bytes);
        this.variable = variable;
    }

    /** Returns how much room a content of so many bytes takes in the file. */
    static long room(int bytes) {
        return COPIES + 2L * copyBytes(bytes);
    }

    /** Returns how long the arrays must be that contents are read into and written from. */
    static int arrayBytes(int bytes) {
        return words(bytes) * Long.BYTES;
    }

    private static int copyBytes(int bytes) {
        return (bytes + 63) & -64;
    }

    private static int words(int bytes) {
        return (bytes + 7) >>> 3;
    }

    /** Where the copy of a version is, from the start of the object. */
    int copyFrom(long version) {
        return COPIES + (int) (version & 1) * copyBytes;
    }

    private long copyAt(long version) {
        return at + COPIES + (version & 1) * copyBytes;
    }

    /** Returns the version of the content now. */
    long version() {
        return mapping.getLong(at + VERSION);
    }

    /** Reads the content; returns its version, or {@link #NONE}. */
    long read(Content target) {
        while (true) {
            // Volatile: as acquire, pairs with the release in publish; and not before an earlier store of this thread,
            // which acquire could be. Covered by RecordStress.StoreBuffering.
            long version = version();
            if (version == NONE || readIfWhole(version, target)) {
                return version;
            }
            Thread.onSpinWait();
        }
    }

    /** As {@link #read}, with acquire ordering only. */
    long readAcquire(Content target) {
        while (true) {
            // Acquire, pairs with the release in publish: else the copy could be read older than its version says.
            long version = mapping.getLongAcquire(at + VERSION);
            if (version == NONE || readIfWhole(version, target)) {
                return version;
            }
            Thread.onSpinWait();
        }
    }

    private boolean readIfWhole(long version, Content target) {
        load(copyAt(version), target);
        // Pairs with the fence in publish: if we have read any byte of a later version, we see here that it was begun.
        // Without it the look could come before the reads. Covered by RecordStress.
        VarHandle.acquireFence();
        return WeakWords.getLongOpaque(mapping, at + BEGUN) - version <= 1;
    }

    private void load(long copy, Content target) {
        if (!variable) {
            WeakWords.load(mapping, copy, target.array(words * Long.BYTES), 0, words);
            return;
        }
        WeakWords.load(mapping, copy, target.array(Long.BYTES), 0, 1);
        // Any number, if it is being overwritten. Who decodes it checks it again, when it is known to be whole.
        int length = (int) HEAP_INT.get(target.array(), 0);
        if (length > Long.BYTES - Integer.BYTES && length <= words * Long.BYTES - Integer.BYTES) {
            int all = words(Integer.BYTES + length);
            WeakWords.load(mapping, copy + Long.BYTES, target.array(all * Long.BYTES), Long.BYTES, all - 1);
        }
    }

    /** Stores a content. */
    void set(Content source, int bytes) {
        long me = enter();
        try {
            checkOpen();
            publish(version() + 1, source, bytes);
        } finally {
            exit(me);
        }
    }

    /**
     * Stores a content that is made of the first of these words, and lies in one window of the mapping. That is found once:
     * most of what an access costs is to find its place. If the window is detached meanwhile it stays mapped, and who detaches
     * it waits for our exit.
     *
     * <p>All in one method, since it must have more than 325 bytes of bytecode, or the compiler would make it a part of its
     * callers. They would become too large to be parts of theirs, and so each record that is written would be made on the
     * heap, which costs as much as to write it.
     */
    void set(long a, long b, long c, long d, long e, long f, long g, long h) {
        LongBuffer window = mapping.longs(at);
        int start = mapping.longAt(at);
        long me = membership.me();
        if (!mapping.compareAndSetLong(at + OWNER, Membership.NOBODY, me)) { // as in enter, which can do more than once
            enter();
        }
        try {
            checkOpen();
            // Plain: only the owner changes it, and our compare-and-set has acquired what the one before has stored.
            long version = window.get(start + VERSION / Long.BYTES) + 1;
            window.put(start + BEGUN / Long.BYTES, version);
            Mapping.stored();
            VarHandle.storeStoreFence(); // as in begin
            int first = start + copyFrom(version) / Long.BYTES;
            window.put(first, a);
            Mapping.stored();
            if (words > 1) {
                window.put(first + 1, b);
                Mapping.stored();
            }
            if (words > 2) {
                window.put(first + 2, c);
                Mapping.stored();
            }
            if (words > 3) {
                window.put(first + 3, d);
                Mapping.stored();
            }
            if (words > 4) {
                window.put(first + 4, e);
                Mapping.stored();
            }
            if (words > 5) {
                window.put(first + 5, f);
                Mapping.stored();
            }
            if (words > 6) {
                window.put(first + 6, g);
                Mapping.stored();
            }
            if (words > 7) {
                window.put(first + 7, h);
                Mapping.stored();
            }
            VarHandle.releaseFence(); // as in end
            window.put(start + VERSION / Long.BYTES, version);
            Mapping.stored();
        } catch (InternalError lost) {
            throw mapping.lost(lost);
        } finally {
            exit(me);
            Reference.reachabilityFence(window);
        }
    }

    /** Stores a content if the present version is the expected one. */
    boolean set(long expected, Content source, int bytes) {
        if (version() != expected) {
            return false;
        }
        long me = enter();
        try {
            checkOpen();
            boolean same = version() == expected;
            if (same) {
                publish(expected + 1, source, bytes);
            }
            return same;
        } finally {
            exit(me);
        }
    }

    /** Stores a content if there is one, which it reads before; returns the version of that. */
    long getAndSet(Content target, Content source, int bytes) {
        long me = enter();
        try {
            checkOpen();
            long version = version();
            if (version != NONE) {
                load(copyAt(version), target);
                publish(version + 1, source, bytes);
            }
            return version;
        } finally {
            exit(me);
        }
    }

    private void publish(long version, Content source, int bytes) {
        begin(version);
        WeakWords.store(mapping, copyAt(version), source.array(), 0, words(bytes));
        end(version);
    }

    private void begin(long version) {
        WeakWords.setLongOpaque(mapping, at + BEGUN, version);
        // Nobody sees a byte of this version before it sees that it was begun; see readIfWhole.
        VarHandle.storeStoreFence();
    }

    private void end(long version) {
        // Release, pairs with the reads of the version: who sees it sees the copy. The compare-and-set on the owner,
        // which follows, makes it as strong as a volatile store.
        mapping.setLongRelease(at + VERSION, version);
    }

    /** Becomes the only writer; returns who we are. */
    private long enter() {
        long me = membership.me();
        // A volatile read and a compare-and-set: acquire what the writer before has stored.
        for (int i = 0; !mapping.compareAndSetLong(at + OWNER, Membership.NOBODY, me); i++) {
            if (i >= SPINS) {
                waits.awaitUninterruptibly(at + CELL, new Turn(me));
                return me;
            }
            Thread.onSpinWait();
        }
        return me;
    }

    /** Ends the turn if this process is about to detach, which from here on waits for our exit. */
    private void checkOpen() {
        if (!presence.enter()) {
            throw new SharedMemoryClosedException(mapping.file().path());
        }
    }

    private void exit(long me) {
        Thread self = Thread.currentThread();
        try {
            presence.exit();
            // Not a mere store: if the mapping was lost and we were taken for dead, another may own it already.
            mapping.compareAndSetLong(at + OWNER, me, Membership.NOBODY);
        } catch (SharedMemoryClosedException e) {
            // We came when this process was already detached, so that it did not wait for us; but its user may live on.
            membership.takeBack(at + OWNER, me);
        } catch (StackOverflowError e) {
            // It came before the compare-and-set, which takes more of the stack than what follows it.
            presence.stay(self);
            throw e;
        } finally {
            // Or the collector could find, in the middle of the turn, that this user was forgotten, and end it.
            Reference.reachabilityFence(file);
        }
        try {
            waits.wake(at + CELL);
        } catch (SharedMemoryClosedException e) {
            // What was done was done before this process detached. All waiters here find the memory closed.
        }
    }

    /** Waits until the content meets a condition; see {@link Waits#await}. */
    boolean await(Question question, long nanos) throws InterruptedException {
        return waits.await(at + CELL, question, nanos);
    }

    /** That it is our turn to write. */
    private final class Turn implements Waits.Condition {
        private final long me;

        Turn(long me) {
            this.me = me;
        }

        @Override
        public boolean isMet() {
            long owner = mapping.getLong(at + OWNER);
            return owner == Membership.NOBODY
                    ? mapping.compareAndSetLong(at + OWNER, Membership.NOBODY, me)
                    : owner == me && presence.goesOn();
        }

        @Override
        public void stillWaiting() {
            long owner = mapping.getLong(at + OWNER);
            if (owner == me) {
                presence.ifEndedInside(() -> mapping.compareAndSetLong(at + OWNER, owner, Membership.NOBODY));
            } else if (owner != Membership.NOBODY
                    && membership.isDead(owner)
                    && mapping.compareAndSetLong(at + OWNER, owner, Membership.NOBODY)) {
                Flight.recovered(mapping, at, "writer removed", membership, owner);
            }
        }
    }
}
