package io.github.threeply.ipc.process;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that came to a worker in one frame, and how far it is in them. The task thread begins one by one atomic step and
 * without a lock; the control thread takes out what has not begun, under the monitor of the {@link Inbox}. So each task is
 * begun, dropped or given back, exactly one of these.
 */
final class TaskBatch {
    static final int NONE = BlockProgress.NONE;

    private final Object monitor;
    private final int function;
    private final long first; // the number of the first task
    private final byte[] bytes;
    private final int start; // where its items begin there
    private final BlockProgress progress;
    private final AtomicInteger ended = new AtomicInteger(NONE); // the last one that has; for looking only

    // For the task thread.
    private final ByteReader in;
    private final Items.Cursor items;
    private int next;

    private TaskBatch(Object monitor, int function, long first, byte[] bytes, int start, int count) {
        this.monitor = monitor;
        this.function = function;
        this.first = first;
        this.bytes = bytes;
        this.start = start;
        this.progress = new BlockProgress(monitor, count);
        this.in = new ByteReader(bytes);
        this.items = new Items.Cursor(in);
        this.next = start;
    }

    /** Reads a whole frame's payload, which belongs to the batch. Trusts no count and no length. */
    static TaskBatch read(Object monitor, int function, long first, byte[] payload) {
        ByteReader all = new ByteReader(payload);
        int count = all.getCount(1);
        int start = all.position();
        if (new Items.Cursor(all).skip(count) != payload.length) {
            throw new ByteReader.MalformedValueException("there are bytes behind the last of " + count + " tasks");
        }
        return new TaskBatch(monitor, function, first, payload, start, count);
    }

    /** The number of their function, or 0. */
    int function() {
        return function;
    }

    // The task thread.

    /** Begins the next task and returns its number, or {@link #NONE} if none is left. */
    long begin() {
        int item = progress.begin();
        return item == BlockProgress.NONE ? NONE : first + item;
    }

    /** The content of the task that was begun. To be asked for once for each. */
    ByteReader content() {
        in.moveTo(next);
        items.next();
        next = in.position() + items.length();
        return in;
    }

    /**
     * The task has ended. Tells whether it was interrupted. An interrupt that comes later is taken away when the next one
     * begins, or none is left.
     */
    boolean finish(long task) {
        ended.lazySet((int) (task - first)); // nobody waits for this
        return progress.takeInterrupt();
    }

    // Under the monitor.

    /** The number of the task that runs, or {@link Inbox#NOTHING}. */
    long running() {
        int item = progress.current();
        return item == BlockProgress.NONE || item <= ended.get() ? Inbox.NOTHING : first + item;
    }

    boolean isInterrupted() {
        return progress.isInterrupted();
    }

    int waiting() {
        return progress.waiting();
    }

    void interrupt(long task, Thread taskThread) {
        progress.interrupt((int) (task - first), taskThread);
    }

    /**
     * Takes out a task, if it is here and has not begun. Those behind it are in another batch then, which is to follow
     * this one.
     *
     * @return that other one, perhaps of no tasks; null if the task is not here
     */
    @Nullable
    TaskBatch drop(long task) {
        int end = progress.end();
        long item = task - first;
        if (item < 0 || item >= end || !progress.cutTo((int) item)) {
            return null;
        }
        ByteReader all = new ByteReader(bytes);
        all.moveTo(start);
        int behind = new Items.Cursor(all).skip((int) item + 1);
        return new TaskBatch(monitor, function, task + 1, bytes, behind, end - (int) item - 1);
    }

    /** Takes out tasks that have not begun, from the last one on, and puts their numbers into the rest of the array. */
    int recall(long[] ids, int from) {
        int count = progress.cutLast(ids.length - from);
        int end = progress.end();
        for (int i = 0; i < count; i++) {
            ids[from + i] = first + end + count - 1 - i;
        }
        return from + count;
    }
}
