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
    private boolean interrupted;
    private boolean waiting;

    /** One frame for the task thread. */
    static final class Entry {
        final int type;
        final long taskId;
        final int aux;
        final byte[] payload;

        Entry(int type, long taskId, int aux, byte[] payload) {
            this.type = type;
            this.taskId = taskId;
            this.aux = aux;
            this.payload = payload;
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
        if (entry != null && entry.type == FrameType.TASK) {
            running = entry.taskId;
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
        return interrupted;
    }

    /** Drops the task if it has not begun; else interrupts it, if asked to and if it runs. True if it was dropped. */
    synchronized boolean cancel(long taskId, boolean interrupt, Thread taskThread) {
        for (Iterator<Entry> i = entries.descendingIterator(); i.hasNext(); ) {
            Entry entry = i.next();
            if (entry.type == FrameType.TASK && entry.taskId == taskId) {
                i.remove();
                return true;
            }
        }
        if (interrupt && running == taskId) {
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
            if (entry.type == FrameType.TASK) {
                i.remove();
                ids[count++] = entry.taskId;
            }
        }
        return Arrays.copyOf(ids, count);
    }
}
