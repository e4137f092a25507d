package io.github.threeply.ipc.process;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What a worker was sent and has not begun, in order. One monitor decides whether a task was begun, dropped or given
 * back, so it is exactly one of these; and whether an interrupt is for the task that runs.
 */
final class Inbox {
    static final long NOTHING = -1;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long running = NOTHING;
    private @Nullable BlockProgress block; // of the running one, if it is a block
    private boolean interrupted;
    private boolean waiting;

    /** One frame for the task thread. */
    static final class Entry {
        final int type;
        final long taskId;
        final int aux;
        final ByteReader payload;
        final @Nullable BlockProgress block;

        Entry(int type, long taskId, int aux, ByteReader payload) {
            this(type, taskId, aux, payload, null);
        }

        Entry(int type, long taskId, int aux, ByteReader payload, @Nullable BlockProgress block) {
            this.type = type;
            this.taskId = taskId;
            this.aux = aux;
            this.payload = payload;
            this.block = block;
        }

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

    /** Takes the next entry without waiting; a task counts as begun from here on. */
    synchronized @Nullable Entry poll() {
        Entry entry = entries.pollFirst();
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
        return running;
    }

    /** Whether a task should end; one that has ended should too. */
    synchronized boolean isCancelled(long taskId) {
        return interrupted || running != taskId || (block != null && block.isInterrupted());
    }

    /** Drops the task if it has not begun; else interrupts it, if asked to and if it runs. True if it was dropped. */
    synchronized boolean cancel(long taskId, boolean interrupt, Thread taskThread) {
        for (Iterator<Entry> i = entries.descendingIterator(); i.hasNext(); ) {
            Entry entry = i.next();
            if (entry.isTask() && entry.taskId == taskId) {
                i.remove();
                return true;
            }
        }
        if (interrupt && running == taskId && block == null) {
            interrupted = true;
            taskThread.interrupt();
        }
        return false;
    }

    /** Takes out up to so many tasks, the last ones first. */
    synchronized long[] recall(int most) {
        long[] ids = new long[Math.max(0, Math.min(most, entries.size()))];
        int count = 0;
        for (Iterator<Entry> i = entries.descendingIterator(); i.hasNext() && count < ids.length; ) {
            Entry entry = i.next();
            if (entry.isTask()) {
                i.remove();
                ids[count++] = entry.taskId;
            }
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
