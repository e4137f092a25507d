package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A worker's pipe to its parent, for the task thread and for the replies that the control thread asks for. */
final class WorkerOutput {
    private final OutputStream out;
    private final Object writing = new Object();
    private final Frames frames = new Frames(); // for replies; used under the monitor of replies
    private final ArrayDeque<ByteWriter> replies = new ArrayDeque<>();
    private @Nullable Thread replier;
    private volatile @Nullable RingOutput ring;

    WorkerOutput(OutputStream out) {
        this.out = out;
    }

    /** Has the task thread use a ring from its next task on. */
    void offer(ResultRing mapped) {
        ring = new RingOutput(mapped, this);
    }

    /** What the task thread is to write to, if it is not the pipe. */
    @Nullable
    RingOutput ring() {
        return ring;
    }

    /** Writes whole frames. If the parent is gone, so is this process. */
    void write(ByteWriter bytes) {
        synchronized (writing) {
            try {
                bytes.writeTo(out);
                out.flush();
            } catch (IOException e) {
                WorkerMain.parentGone();
            }
        }
    }

    /** Has a thread write a reply: the control thread must never wait for the pipe. */
    void replyLater(int type, long taskId, long[] ids) {
        synchronized (replies) {
            ByteWriter reply = new ByteWriter(64, Integer.MAX_VALUE);
            frames.header(reply, type, taskId, ids.length, 8 * ids.length);
            for (long id : ids) {
                reply.putLong(id);
            }
            replies.addLast(reply);
            if (replier == null) {
                replier = new Thread(new Replies(), "threeply-replies");
                replier.setDaemon(true);
                replier.start();
            }
            replies.notifyAll();
        }
    }

    private final class Replies implements Runnable {
        @Override
        public void run() {
            while (true) {
                write(next());
            }
        }

        private ByteWriter next() {
            synchronized (replies) {
                while (true) {
                    ByteWriter reply = replies.pollFirst();
                    if (reply != null) {
                        return reply;
                    }
                    try {
                        replies.wait();
                    } catch (InterruptedException e) {
                        // A task that interrupts every thread it finds does not stop the replies.
                    }
                }
            }
        }
    }
}
