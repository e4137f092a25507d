package io.github.threeply.ipc.process;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What a worker was sent and has not begun, in order. One monitor decides whether a task was begun, dropped or given
 * back, so it is exactly one of these; and whether an interrupt is for the task that runs. For tasks that came together,
 * a {@link TaskBatch} decides it by one atomic step of the task thread and, on the other side, under this monitor.
 */
final class Inbox {
    static final long NOTHING = -1;

    private static final ByteReader NO_PAYLOAD = new ByteReader(new byte[0]); // never read

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long running = NOTHING;
    private @Nullable BlockProgress block; // of the running one, if it is a block
    private @Nullable TaskBatch batch; // what the task thread took last, if it is one
    private boolean interrupted;
    private boolean waiting;

    /** One frame for the task thread. */
    static final class Entry {
        final int type;
        final long taskId;
        final int aux;
        final ByteReader payload;
        final @Nullable BlockProgress block;
        final @Nullable TaskBatch batch;

        Entry(int type, long taskId, int aux, ByteReader payload) {
            this(type, taskId, aux, payload, null);
        }

        Entry(int type, long taskId, int aux, ByteReader payload, @Nullable BlockProgress block) {
            this.type = type;
            this.taskId = taskId;
            this.aux = aux;
            this.payload = payload;
            this.block = block;
            this.batch = null;
        }

        Entry(TaskBatch batch) {
            this.type = FrameType.TASKS;
            this.taskId = NOTHING;
            this.aux = batch.function();
            this.payload = NO_PAYLOAD;
            this.block = null;
            this.batch = batch;
        }

        /** Whether it is one job to the parent: a task, or a block. */
        boolean isTask() {
            return type == FrameType.TASK || type == FrameType.BLOCK;
        }
    }

    synchronized void put(Entry entry) {
        entries.addLast(entry);
        if (waiting) {
            notifyAll();
        }
    }

    /** Takes the next entry without waiting; a task counts as begun from here on, those of a batch do not. */
    synchronized @Nullable Entry poll() {
        Entry entry = entries.pollFirst();
        batch = entry == null ? null : entry.batch;
        if (entry != null && entry.isTask()) {
            running = entry.taskId;
            block = entry.block;
            interrupted = false;
        }
        return entry;
    }

    /** As {@link #poll}, waiting. Interrupts are meant for tasks, and there is none while this waits: they are dropped. */
    synchronized Entry take() {
        while (true) {
            Entry entry = poll();
            if (entry != null) {
                return entry;
            }
            waiting = true;
            try {
                wait();
            } catch (InterruptedException e) {
                // A task left a thread behind that interrupts this one. It means nothing any more.
            } finally {
                waiting = false;
            }
        }
    }

    /** The running task has ended; no interrupt comes after this returns. Tells whether one was sent. */
    synchronized boolean finish() {
        running = NOTHING;
        block = null;
        return interrupted;
    }

    synchronized long running() {
        TaskBatch current = batch;
        return current == null ? running : current.running();
    }

    /** Whether a task should end; one that has ended should too. */
    synchronized boolean isCancelled(long taskId) {
        TaskBatch current = batch;
        if (current != null) {
            return current.running() != taskId || current.isInterrupted();
        }
        return interrupted || running != taskId || (block != null && block.isInterrupted());
    }

    /** Drops the task if it has not begun; else interrupts it, if asked to and if it runs. True if it was dropped. */
    synchronized boolean cancel(long taskId, boolean interrupt, Thread taskThread) {
        if (drop(taskId)) {
            return true;
        }
        TaskBatch current = batch;
        if (!interrupt || running() != taskId || block != null) {
            return false;
        }
        if (current != null) {
            current.interrupt(taskId, taskThread);
        } else {
            interrupted = true;
            taskThread.interrupt();
        }
        return false;
    }

    private boolean drop(long taskId) {
        TaskBatch current = batch;
        TaskBatch rest = current == null ? null : current.drop(taskId);
        if (rest != null) {
            entries.addFirst(new Entry(rest)); // the task thread finds the end of its batch, and then comes here
            return true;
        }
        boolean dropped = false;
        for (int left = entries.size(); left > 0; left--) { // once round
            Entry entry = entries.removeFirst();
            if (!dropped && entry.isTask() && entry.taskId == taskId) {
                dropped = true;
                continue;
            }
            entries.addLast(entry);
            rest = dropped || entry.batch == null ? null : entry.batch.drop(taskId);
            if (rest != null) {
                dropped = true;
                entries.addLast(new Entry(rest));
            }
        }
        return dropped;
    }

    /** Takes out up to so many tasks, the last ones first. */
    synchronized long[] recall(int most) {
        TaskBatch current = batch;
        int waiting = current == null ? 0 : current.waiting();
        for (Entry entry : entries) {
            waiting += entry.batch == null ? 1 : entry.batch.waiting();
        }
        long[] ids = new long[Math.max(0, Math.min(most, waiting))];
        int count = 0;
        for (Iterator<Entry> i = entries.descendingIterator(); i.hasNext() && count < ids.length; ) {
            Entry entry = i.next();
            if (entry.batch != null) {
                count = entry.batch.recall(ids, count);
            } else if (entry.isTask()) {
                i.remove();
                ids[count++] = entry.taskId;
            }
        }
        if (current != null && count < ids.length) {
            count = current.recall(ids, count); // and it may have begun some of them meanwhile
        }
        return Arrays.copyOf(ids, count);
    }

    /**
     * For a block that runs: gives back what has not begun of it, and interrupts, as {@code aux} of a CANCEL says.
     *
     * @return where the block ends now, if it was cut
     */
    synchronized int cancelBlock(long taskId, int aux, Thread taskThread) {
        BlockProgress progress = block;
        if (progress == null || running != taskId) {
            return BlockProgress.NONE;
        }
        int end = BlockProgress.NONE;
        if (aux < FrameType.INTERRUPT_ITEM) {
            end = progress.cut(true);
        }
        if (aux >= FrameType.INTERRUPT) {
            progress.interrupt(
                    aux < FrameType.INTERRUPT_ITEM ? BlockProgress.NONE : aux - FrameType.INTERRUPT_ITEM, taskThread);
        }
        return end;
    }

    /** Gives back items of the block that runs: all that have not begun, or the latter half of them. */
    synchronized long @Nullable [] recallItems(boolean all) {
        BlockProgress progress = block;
        int end = progress == null ? BlockProgress.NONE : progress.cut(all);
        return end == BlockProgress.NONE ? null : new long[] {running, end};
    }
}
