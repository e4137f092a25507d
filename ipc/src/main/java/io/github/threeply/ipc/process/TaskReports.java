package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/**
 * The reports of progress in a worker. A report is put down, and a thread writes the last one now and then: so a task can
 * report as often as it likes. Made when the first task asks for its context; a worker whose tasks never do has none.
 */
final class TaskReports implements Runnable {
    /** How far two reports on the pipe are apart at least. */
    static final long GAP_MILLIS = 20;

    private static final int LONGEST_NOTE = 1000;

    private final Inbox inbox;
    private final WorkerOutput output;

    // The last report that has not travelled; under the monitor of this.
    private long taskId = Inbox.NOTHING;
    private long done;
    private long total;
    private @Nullable String note;
    private boolean hasThread;

    TaskReports(Inbox inbox, WorkerOutput output) {
        this.inbox = inbox;
        this.output = output;
    }

    Inbox inbox() {
        return inbox;
    }

    void report(long task, long nowDone, long nowTotal, @Nullable String what) {
        if (inbox.running() != task) {
            return; // it has ended
        }
        synchronized (this) {
            taskId = task;
            done = nowDone;
            total = nowTotal;
            note = what == null || what.length() <= LONGEST_NOTE ? what : what.substring(0, LONGEST_NOTE);
            if (!hasThread) {
                hasThread = true;
                Thread thread = new Thread(this, "threeply-progress");
                thread.setDaemon(true);
                thread.start();
            }
            notifyAll();
        }
    }

    /** Appends what has not travelled of a task that has ended; its result is to follow. */
    void flush(long task, ByteWriter out) {
        synchronized (this) {
            if (taskId == task) {
                append(out);
            }
            taskId = Inbox.NOTHING;
        }
    }

    private void append(ByteWriter out) {
        Frames frames = new Frames();
        int at = out.size();
        frames.header(out, FrameType.PROGRESS, taskId, 0, 0);
        out.putLong(done);
        out.putLong(total);
        out.putText(note);
        frames.patchLength(out, at);
    }

    @Override
    public void run() {
        ByteWriter out = new ByteWriter(64, Integer.MAX_VALUE - 16);
        while (true) {
            synchronized (this) {
                awaitReport();
                append(out);
                taskId = Inbox.NOTHING;
            }
            output.write(out); // an answer that overtakes it does no harm: the parent ignores what comes after that
            out.reset(4096);
            try {
                Thread.sleep(GAP_MILLIS);
            } catch (InterruptedException e) {
                // A task that interrupts every thread it finds does not stop the reports.
            }
        }
    }

    /** Waits for a report; under the monitor. */
    private void awaitReport() {
        while (taskId == Inbox.NOTHING) {
            try {
                wait();
            } catch (InterruptedException e) {
                // As above.
            }
        }
    }
}
