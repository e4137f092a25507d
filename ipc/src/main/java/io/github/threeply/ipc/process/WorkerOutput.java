package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
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
            } catch (RuntimeException | Error e) {
                endInFrame(e);
            }
        }
    }

    /**
     * Writes whole frames, and behind them one that is too large for one frame: its header, without length and checksums,
     * is at {@code headerAt}, and its payload is the rest, and then {@code tail} if there is one. Replies go between its
     * pieces.
     */
    void writeInPieces(ByteWriter bytes, int headerAt, byte @Nullable [] tail) {
        byte[] all = bytes.array();
        int payload = headerAt + Frames.HEADER;
        int type = all[headerAt + 3];
        long taskId = ByteReader.longAt(all, headerAt + 8);
        int aux = ByteReader.intAt(all, headerAt + 16);
        Frames sums = new Frames();
        int length = bytes.size() - payload;
        ChunkWriter pieces = tail == null
                ? type == FrameType.ITEMS
                        ? ChunkWriter.plain(sums, type, taskId, aux, all, payload, length)
                        : new ChunkWriter(sums, type, taskId, aux, all, payload, length)
                : ChunkWriter.withTail(sums, type, taskId, aux, Arrays.copyOfRange(all, payload, bytes.size()), tail);
        bytes.truncate(headerAt);
        if (headerAt > 0) {
            write(bytes);
        }
        boolean last = false;
        while (!last) {
            synchronized (writing) {
                try {
                    last = pieces.writeNext(out);
                } catch (IOException e) {
                    WorkerMain.parentGone();
                } catch (RuntimeException | Error e) {
                    endInFrame(e);
                }
            }
            writeReplies(); // here, because the monitor is not fair to the thread that waits for it
        }
    }

    /**
     * Ends the process because a write failed, for want of native memory for example, and nobody knows how much of a frame
     * is in the pipe. To be called under the monitor: another frame behind that would look like a damaged one.
     */
    private static void endInFrame(Throwable failure) {
        try {
            failure.printStackTrace();
        } finally {
            Runtime.getRuntime()
                    .halt(failure instanceof OutOfMemoryError ? ExitCodes.OUT_OF_MEMORY : ExitCodes.BODY_FAILED);
        }
    }

    /**
     * Writes the replies that wait, in their order. Each is taken under the monitor under which it is written: one that a
     * thread held in its hand while it waits for that monitor would be overtaken by all pieces of a large result.
     */
    private void writeReplies() {
        synchronized (writing) {
            for (ByteWriter reply = nextReply(); reply != null; reply = nextReply()) {
                write(reply);
            }
        }
    }

    private @Nullable ByteWriter nextReply() {
        synchronized (replies) {
            return replies.pollFirst();
        }
    }

    /** Has a thread write a reply: the control thread must never wait for the pipe. */
    void replyLater(int type, long taskId, long[] ids) {
        synchronized (replies) {
            ByteWriter reply = new ByteWriter(64, Integer.MAX_VALUE);
            frames.header(reply, type, taskId, ids.length, 0);
            for (long id : ids) {
                reply.putLong(id);
            }
            frames.patchLength(reply, 0);
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
                awaitReply();
                writeReplies();
            }
        }

        private void awaitReply() {
            synchronized (replies) {
                while (replies.isEmpty()) {
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
