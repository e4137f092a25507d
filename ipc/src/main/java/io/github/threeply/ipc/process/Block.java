package io.github.threeply.ipc.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job of several arguments that follow each other. The worker runs them one after another and tells each outcome, which
 * says too that the next one has begun. What has not begun can be taken back, and is a block of its own then.
 *
 * <p>Its owner is told the outcomes in pieces, by whoever learns of them: the thread that reads, or the one that buries the
 * worker. The monitor decides between these two; all that an argument's outcome depends on is under it.
 */
final class Block extends Job {
    private static final int FORM = 1; // a byte

    /** What has run so long, and is not one long item, was meant for a better-behaved function: others may have a part. */
    static final long LONG_NANOS = 2_000_000;

    private final PoolResults<?, ?> owner;
    private final long first;
    private final byte[] items; // a count, the form and the arguments; kept: the last ones may have to be sent again

    // Under the monitor.
    private int count;
    private int done;
    private boolean over;
    private int limited = -1; // the item whose time is up
    private long begun;

    private volatile boolean several; // whether there is more than the one that runs

    Block(PoolResults<?, ?> owner, FunctionRef function, long first, long id, int count, byte[] items) {
        super(id, function, items, owner.terms());
        this.owner = owner;
        this.first = first;
        this.items = items;
        this.count = count;
        this.several = count > 1;
    }

    @Override
    int frameType() {
        return FrameType.BLOCK;
    }

    @Override
    String resultPackage() {
        return owner.resultPackage();
    }

    @Override
    synchronized int tasks() {
        return count;
    }

    @Override
    synchronized long runningId() {
        return id + Math.min(done, count - 1);
    }

    @Override
    synchronized String name() {
        return "argument " + (first + Math.min(done, count - 1));
    }

    boolean hasSeveral() {
        return several;
    }

    /** How long it has been running. */
    synchronized long ranFor() {
        return wasStarted() ? System.nanoTime() - begun : 0;
    }

    @Override
    synchronized void started() {
        if (!over && stateNow() != STARTED) {
            super.started();
            begun = startedNanos();
        }
    }

    /** Whether all outcomes before this item are known. */
    synchronized boolean reaches(int item) {
        return item <= done && item >= 0;
    }

    /** The worker sent outcomes from this item on. Those that are known, from a look at its draft, are not told again. */
    synchronized void answered(int from, ByteReader payload, WorkerLink link) {
        if (over) {
            return; // buried
        }
        int known = done - from;
        if (known < 0 || from < 0) {
            throw new ByteReader.MalformedValueException("outcomes of a block are missing");
        }
        byte[] bytes = payload.takeBytes(payload.remaining());
        ByteReader in = new ByteReader(bytes);
        Items.Cursor cursor = Items.Cursor.formed(in);
        int number = cursor.skipAll();
        if (number > known) {
            in.moveTo(FORM);
            answered(known == 0 ? bytes : range(bytes, cursor.skip(known), bytes.length), number - known, link);
        }
    }

    /** Some of the items of an array, in the form that it says. */
    private static byte[] range(byte[] bytes, int from, int to) {
        byte[] range = new byte[FORM + to - from];
        range[0] = bytes[0];
        System.arraycopy(bytes, from, range, FORM, to - from);
        return range;
    }

    private void answered(byte[] bytes, int number, WorkerLink link) {
        if (number > count - done) {
            throw new ByteReader.MalformedValueException("more outcomes than tasks");
        }
        int from = done;
        done += number;
        several = count - done > 1;
        if (!owner.quarantine().isEmpty()) {
            clear(from);
        }
        StopLadder ladder = ladder();
        if (ladder != null && !ladder.isTimeout()) {
            owner.add(Segment.cancelled(first + from, number));
        } else if (ladder != null && limited >= from && limited < done) {
            timedOut(bytes, from, ladder, link);
        } else {
            owner.add(Segment.answered(first + from, id + from, number, bytes, link.toString()));
        }
        super.started(); // the next one, if there is one
        long soFar = System.nanoTime() - begun;
        if (soFar > 2 * LONG_NANOS) {
            owner.size().measured(done, soFar);
        }
    }

    private static Items.Cursor cursor(ByteReader in) {
        in.getInt(); // how many
        return Items.Cursor.formed(in);
    }

    // What the items are known by.

    private Items.Cursor itemsFrom(ByteReader in, int item) {
        Items.Cursor cursor = cursor(in);
        cursor.skip(item);
        cursor.next();
        return cursor;
    }

    @Override
    synchronized int hint() {
        boolean own = terms != null && terms.key != null;
        return own
                ? super.hint()
                : itemsFrom(new ByteReader(items), Math.min(done, count - 1)).length();
    }

    @Override
    synchronized String key() {
        if (terms != null && terms.key != null) {
            return terms.key;
        }
        ByteReader in = new ByteReader(items);
        int length = itemsFrom(in, Math.min(done, count - 1)).length();
        return TaskKeys.of(what(), function, items, in.position(), length);
    }

    @Override
    void letPayloadGo() {
        // The last ones may have to be sent again.
    }

    /** The first item that is refused, or -1; for one that waits. */
    synchronized int firstRefused(Quarantine quarantine) {
        if (terms != null && terms.key != null) {
            return quarantine.mayKnow(super.hint()) && quarantine.refuses(terms.key) ? 0 : -1;
        }
        ByteReader in = new ByteReader(items);
        Items.Cursor cursor = cursor(in);
        for (int i = 0; i < count; i++) {
            cursor.next();
            int at = in.position();
            if (quarantine.mayKnow(cursor.length())
                    && quarantine.refuses(TaskKeys.of(what(), function, items, at, cursor.length()))) {
                return i;
            }
            in.moveTo(at + cursor.length());
        }
        return -1;
    }

    /** The items from this one on have answered, up to those that are done now. */
    private void clear(int from) {
        ByteReader in = new ByteReader(items);
        Items.Cursor cursor = cursor(in);
        cursor.skip(from);
        for (int i = from; i < done; i++) {
            cursor.next();
            int at = in.position();
            if (owner.quarantine().mayKnow(cursor.length())) {
                owner.quarantine().answered(TaskKeys.of(what(), function, items, at, cursor.length()));
            }
            in.moveTo(at + cursor.length());
        }
    }

    @Override
    synchronized int unfinished() {
        return count - done;
    }

    /** One among those that came has ended because its time was up, or after that. */
    private void timedOut(byte[] bytes, int from, StopLadder ladder, WorkerLink link) {
        int before = limited - from;
        int after = done - limited - 1;
        ByteReader in = new ByteReader(bytes);
        Items.Cursor cursor = Items.Cursor.formed(in);
        if (before > 0) {
            byte[] earlier = range(bytes, FORM, cursor.skip(before));
            owner.add(Segment.answered(first + from, id + from, before, earlier, link.toString()));
        }
        owner.add(Segment.failed(first + limited, 1, ladder.timeout(link, id + limited, null)));
        cursor.skip(1);
        if (after > 0) {
            byte[] later = range(bytes, in.position(), bytes.length);
            owner.add(Segment.answered(first + limited + 1, id + limited + 1, after, later, link.toString()));
        }
        limited = -1;
        leaveLadder();
        if (owner.isCancelled() && done < count) {
            owner.cancel(this); // that was in vain while the ladder was there
        }
    }

    /** The worker has said all. Returns what it did not begin, if there is any. */
    synchronized @Nullable Block ended(int end, long nanos) {
        if (over) {
            return null; // buried
        }
        if (end > count || end != done) {
            throw new ByteReader.MalformedValueException("a block has ended without all its outcomes");
        }
        Block rest = cut(end);
        owner.size().measured(done, nanos);
        return rest;
    }

    /** What waits from this item on is given back: returns that, if it is still here. */
    synchronized @Nullable Block cut(int end) {
        if (end >= count || over) {
            return null; // told already
        }
        if (end < done) {
            throw new ByteReader.MalformedValueException("tasks are given back that have run");
        }
        Block rest = part(end, count);
        count = end;
        several = count - done > 1;
        return rest;
    }

    private Block part(int begin, int end) {
        Block part = copy(begin, end);
        owner.hasPart(part);
        return part;
    }

    private Block copy(int begin, int end) {
        ByteReader in = new ByteReader(items);
        Items.Cursor cursor = cursor(in);
        int from = cursor.skip(begin);
        int to = cursor.skip(end - begin);
        ByteWriter bytes = new ByteWriter(to - from + Integer.BYTES + FORM, Integer.MAX_VALUE - 16);
        bytes.putInt(end - begin);
        bytes.write(items[Integer.BYTES]);
        bytes.write(items, from, to - from);
        return new Block(owner, owner.function(), first + begin, id + begin, end - begin, bytes.finish());
    }

    /**
     * For who took it from the queue: puts all but its first items back there.
     *
     * @return those first ones, or null if it was cancelled meanwhile
     */
    @Nullable
    Block divide(int size, PoolCore pool) {
        Block head = copy(0, size); // both before it leaves the queue: for want of memory it would be lost
        Block rest = copy(size, count);
        if (!takeFromQueue()) {
            return null;
        }
        owner.hasPart(head);
        owner.hasPart(rest);
        owner.ended(this);
        for (Block part : List.of(head, rest)) {
            if (owner.isCancelled()) {
                owner.cancel(part); // it may have been made after the others were cancelled
            }
        }
        pool.requeue(rest); // if it is cancelled, it is passed over there
        pool.placement().wakeOne();
        return head;
    }

    @Override
    synchronized @Nullable Job splitOffWaiting() {
        return cut(done + 1);
    }

    /** As {@link #splitOffWaiting}, where this item may have begun although not all outcomes before it have come. */
    synchronized @Nullable Block splitOffBehind(int item) {
        return item >= count ? null : cut(Math.max(item, done) + 1);
    }

    @Override
    boolean cancelWanted() {
        return super.cancelWanted() || owner.isCancelled();
    }

    @Override
    synchronized boolean climb(StopLadder newLadder) {
        if (newLadder.isTimeout()
                && terms != null
                && terms.overdue(startedNanos(), lastSignNanos(), System.nanoTime()) == null) {
            return false; // the one that took too long has ended meanwhile
        }
        if (!super.climb(newLadder)) {
            return false;
        }
        limited = newLadder.isTimeout() ? done : -1;
        return true;
    }

    @Override
    synchronized int interruptAux(StopLadder of) {
        int item = limited < 0 ? Integer.MAX_VALUE - FrameType.INTERRUPT_ITEM : limited; // if it has ended: none
        return of.isTimeout() ? FrameType.INTERRUPT_ITEM + item : FrameType.INTERRUPT;
    }

    @Override
    void succeed(@Nullable Object value) {
        fail(new IllegalStateException("the worker answered many tasks as if they were one"));
    }

    @Override
    void fail(Throwable failure) {
        end(failure);
    }

    @Override
    void beCancelled(@Nullable Throwable cause) {
        end(null);
    }

    /** What has no outcome yet has failed, or was cancelled; there may be nothing left. */
    private void end(@Nullable Throwable failure) {
        synchronized (this) {
            int left = count - done;
            if (left > 0) {
                long from = first + done;
                owner.add(failure == null ? Segment.cancelled(from, left) : Segment.failed(from, left, failure));
                done = count;
            }
        }
        owner.ended(this);
    }

    /** All outcomes have come. */
    void complete() {
        end(null);
    }

    @Override
    synchronized void markDone() {
        over = true; // a reader that was given up may still have outcomes in its hands
        super.markDone();
    }
}
