package io.github.threeply.ipc.process;

import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to the peer, and keeps the messages that the peer has not received yet within bounds.
 *
 * <p>Why nothing here can deadlock: the peer's reader thread reads whatever comes and writes nothing, so a write ends as
 * long as the peer runs. (The parent's reader writes one last frame, to a worker whose reader still reads.) Waiting for the peer to receive happens before any lock is taken, and a
 * large message goes in pieces, so that the frames that let the peer go on are behind one piece at most. The counting has a lock of its own because the reader of this side counts credits: it
 * must not wait for a writer, which waits for the peer's reader.
 */
final class ConnectionOutbox {
    /** Types of frames, apart from those of a pool. */
    static final int MESSAGE = 64;

    /** The receiver has received {@code aux} bytes more. */
    static final int CREDIT = 65;

    /** The sender sends no more messages. */
    static final int FINISHED = 66;

    /** The sender sends and receives no more messages. */
    static final int CLOSED = 67;

    /** From a worker whose work is done: its last frame. From the parent: the answer to it, the last one too. */
    static final int BYE = 68;

    /** A message may be sent while no more than this many bytes wait at the peer, whatever its own size. */
    static final int WINDOW = 16 << 20;

    /** The receiver reports this many bytes at once. Below half the window, or a sender could wait for ever. */
    static final int REPORT = WINDOW / 4;

    private final String peer;
    private final OutputStream pipe;

    private final ReentrantLock sending = new ReentrantLock(true); // around a message and all its pieces
    private final ReentrantLock writing = new ReentrantLock(true); // around a frame; fair, for what goes between pieces
    private final Frames frames = new Frames(); // for messages; used under sending

    private final ReentrantLock counting = new ReentrantLock();
    private final Condition changed = counting.newCondition();
    private long unreceived;
    private @Nullable String closed;
    private @Nullable Throwable failure;

    ConnectionOutbox(String peer, OutputStream pipe) {
        this.peer = peer;
        this.pipe = pipe;
    }

    /** Sends a frame that holds one message. */
    void send(ByteWriter frame) throws InterruptedException {
        int length = frame.size() - Frames.HEADER;
        reserve(length);
        try {
            sending.lockInterruptibly();
        } catch (InterruptedException e) {
            received(length);
            throw e;
        }
        try {
            if (length <= Frames.CHUNK) {
                frames.patchLength(frame, 0);
                write(frame);
            } else {
                writeInPieces(new ChunkWriter(frames, MESSAGE, 0, 0, frame.array(), Frames.HEADER, length));
            }
        } catch (IOException e) {
            throw failed(e);
        } finally {
            sending.unlock();
        }
    }

    /** What lets the peer go on is written between the pieces: it never waits for a message. */
    private void writeInPieces(ChunkWriter pieces) throws IOException {
        boolean last = false;
        while (!last) {
            writing.lock();
            try {
                last = pieces.writeNext(pipe);
            } finally {
                writing.unlock();
            }
        }
    }

    private void write(ByteWriter frame) throws IOException {
        writing.lock();
        try {
            frame.writeTo(pipe);
            pipe.flush();
        } finally {
            writing.unlock();
        }
    }

    /** Sends a frame without payload. Where the peer is gone nobody needs it. */
    void signal(int type, int aux) {
        boolean behindMessages = type == FINISHED || type == CLOSED;
        if (behindMessages) {
            sending.lock();
        }
        try {
            ByteWriter frame = new ByteWriter(Frames.HEADER, Frames.HEADER);
            new Frames().header(frame, type, 0, aux, 0);
            write(frame);
        } catch (IOException e) {
            failed(e);
        } finally {
            if (behindMessages) {
                sending.unlock();
            }
        }
    }

    private void reserve(int length) throws InterruptedException {
        counting.lockInterruptibly();
        try {
            while (closed == null && unreceived > WINDOW) {
                changed.await();
            }
            if (closed != null) {
                throw refusal(closed);
            }
            unreceived += length;
        } finally {
            counting.unlock();
        }
    }

    /** The peer has received so many bytes. */
    void received(int bytes) {
        counting.lock();
        try {
            unreceived -= bytes;
            changed.signalAll();
        } finally {
            counting.unlock();
        }
    }

    /** Refuses further messages; false if that was so before. */
    boolean close(String why, @Nullable Throwable cause) {
        counting.lock();
        try {
            if (closed != null) {
                return false;
            }
            closed = why;
            failure = cause;
            changed.signalAll();
            return true;
        } finally {
            counting.unlock();
        }
    }

    private ChannelClosedException refusal(String why) {
        return failure == null ? new ChannelClosedException(why) : new ChannelFailedException(why, failure);
    }

    private ChannelClosedException failed(IOException e) {
        close(peer + " is gone", e);
        return new ChannelFailedException(peer + " is gone", e);
    }
}
