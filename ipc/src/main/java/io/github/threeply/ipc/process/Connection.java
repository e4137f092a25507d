package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A two-way connection that carries objects between a {@link WorkerProcess} and its parent. Each side has one end.
 *
 * <p><b>Messages.</b> Any value but {@code null} that the worker's class path knows: numbers, strings, arrays, records,
 * collections, and whatever is {@link java.io.Serializable}. The receiver gets a copy, as the message was when it was
 * sent. Messages arrive in the order in which they were sent, each once.
 *
 * <p><b>What may be rebuilt.</b> The worker rebuilds what its parent sends. The parent rebuilds common value classes of
 * the JDK, classes from the package of the worker's body, and what {@link WorkerProcess.Builder#allow} names; another
 * class fails that one {@link #receive} with a {@link ValueNotRebuiltException}.
 *
 * <p><b>The words are those of a {@link io.github.threeply.core.Channel}.</b> {@code receive} gives {@code null} at the
 * end, for ever, if the peer ended in good order; it throws {@link ChannelFailedException} if the peer died. {@code send}
 * throws {@link ChannelClosedException} where nobody will receive.
 *
 * <p><b>Threads.</b> Any thread may call any method; one may send while another receives. Messages are read from the pipe
 * as they come, by a thread of the connection, so two sides that send at the same time do not block each other. While
 * more than 16 MiB wait to be received on the other side, {@code send} waits.
 *
 * <p><b>States.</b> Open, then closed in one direction by {@link #finish} or by the peer's, then closed. Closed is final.
 */
public final class Connection implements AutoCloseable {
    private final String peer;
    private final ValueCodec outgoing;
    private final ValueCodec incoming;
    private final int maxMessageBytes;
    private final ConnectionInbox inbox = new ConnectionInbox();
    private final ConnectionOutbox outbox;
    private final AtomicInteger unreported = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean leaving;
    private @Nullable Thread reader;

    private Connection(String peer, ValueCodec outgoing, ValueCodec incoming, int maxMessageBytes, OutputStream pipe) {
        this.peer = peer;
        this.outgoing = outgoing;
        this.incoming = incoming;
        this.maxMessageBytes = maxMessageBytes;
        this.outbox = new ConnectionOutbox(peer, pipe);
    }

    /** What a side does when the pipe from its peer has ended, after the connection knows. */
    interface Ending {
        /** Says why the pipe ended, in words for the exception. */
        String why(@Nullable IOException failure);
    }

    /** Makes this side's end, whose reader thread runs from now on. */
    static Connection over(
            InputStream in,
            OutputStream out,
            String peer,
            String threadName,
            ValueCodec outgoing,
            ValueCodec incoming,
            int maxMessageBytes,
            Ending ending) {
        Connection connection = new Connection(peer, outgoing, incoming, maxMessageBytes, out);
        FrameReader frames = new FrameReader(in, maxMessageBytes);
        // A class and not a lambda, because a lambda is some milliseconds of a worker's boot.
        Thread reader = new Thread(null, null, threadName, 0, false) {
            @Override
            public void run() {
                connection.read(frames, ending);
            }
        };
        reader.setDaemon(true);
        connection.reader = reader;
        reader.start();
        return connection;
    }

    /**
     * Sends a message. Waits while the peer has more than 16 MiB to receive, and while the pipe is full.
     *
     * @param message the message
     * @throws InterruptedException if interrupted while it waits for the peer to receive; the message was not sent. A
     *     write to the pipe that has begun is not interrupted
     * @throws ChannelClosedException if this side has finished or closed, or the peer has closed; not sent
     * @throws ChannelFailedException if the peer is gone; whether it received the message is not known
     * @throws TaskNotSerializableException if the message cannot be serialized; not sent
     * @throws PayloadTooLargeException if it is larger than {@link WorkerProcess.Builder#maxMessageBytes}; not sent
     */
    public void send(Object message) throws InterruptedException {
        requireNonNull(message, "message");
        outbox.send(encode(message));
    }

    /**
     * Receives the next message, waiting until there is one.
     *
     * @return the message, or {@code null} at the end: the peer has finished or closed, or this side has closed
     * @throws InterruptedException if interrupted while it waits; no message was received
     * @throws ChannelFailedException if the peer died, and all that it had sent was received
     * @throws ValueNotRebuiltException if the message cannot be made an object here; it is gone, the next can be received
     */
    public @Nullable Object receive() throws InterruptedException {
        return decoded(inbox.take(0, false));
    }

    /**
     * Receives the next message as a given type.
     *
     * @param type the type
     * @param <T> the type
     * @return the message, or {@code null} as in {@link #receive()}
     * @throws InterruptedException as in {@link #receive()}
     * @throws ClassCastException if the message is of another type; it is gone
     */
    public <T> @Nullable T receive(Class<T> type) throws InterruptedException {
        requireNonNull(type, "type");
        return type.cast(receive());
    }

    /**
     * Receives the next message if it is there. Does not wait.
     *
     * @return the message, or {@code null} if none is there or none will ever come ({@link #isDrained} tells)
     * @throws ChannelFailedException as in {@link #receive()}
     * @throws ValueNotRebuiltException as in {@link #receive()}
     */
    public @Nullable Object tryReceive() {
        return decoded(inbox.poll());
    }

    /**
     * Receives the next message if it is there, or comes within a limit.
     *
     * @param limit how long to wait
     * @return the message, or {@code null} if none came in time or none will ever come ({@link #isDrained} tells)
     * @throws InterruptedException as in {@link #receive()}
     * @throws ChannelFailedException as in {@link #receive()}
     * @throws ValueNotRebuiltException as in {@link #receive()}
     */
    public @Nullable Object tryReceive(Duration limit) throws InterruptedException {
        return decoded(inbox.take(Durations.nanos(limit), true));
    }

    /** Says that this side sends no more; it may still receive. The peer receives {@code null} after the last message. */
    public void finish() {
        if (outbox.close("this side of the connection to " + peer + " has finished sending", null)) {
            outbox.signal(ConnectionOutbox.FINISHED, 0);
        }
    }

    /**
     * Ends the connection for both directions. Messages that were sent will arrive; those that were not received here are
     * dropped, and a thread that waits for one gets {@code null}. The peer can send no more. Closing twice has no effect.
     * The processes live on.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            outbox.close("this side of the connection to " + peer + " is closed", null);
            inbox.close();
            outbox.signal(ConnectionOutbox.CLOSED, 0);
        }
    }

    /**
     * Tells whether this side was closed.
     *
     * @return whether {@link #close} was called here
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Tells whether nothing will ever be received here any more.
     *
     * @return whether the peer has ended, or this side is closed, and nothing is left to receive
     */
    public boolean isDrained() {
        return inbox.isDrained();
    }

    /** Ends this side without a word to the peer, which may not be reading. */
    void abandon() {
        closed = true;
        outbox.close("this side of the connection to " + peer + " is closed", null);
        inbox.close();
    }

    /**
     * Closes the worker's side for good, and lets the reader thread end, for a moment at most: a JVM that ends while one
     * of its threads is in a read waits for it 300 milliseconds.
     */
    void leave(long waitMillis) throws InterruptedException {
        close();
        leaving = true;
        outbox.signal(ConnectionOutbox.BYE, 0);
        Thread thread = reader;
        if (thread != null) {
            thread.join(waitMillis);
        }
    }

    /** Sends what was encoded before there was a connection. */
    void sendEncoded(ByteWriter frame) throws InterruptedException {
        outbox.send(frame);
    }

    private ByteWriter encode(Object message) {
        return encode(message, outgoing, maxMessageBytes);
    }

    /** Makes the frame of a message, or refuses it. */
    static ByteWriter encode(Object message, ValueCodec codec, int maxMessageBytes) {
        ByteWriter frame = new ByteWriter(256, maxMessageBytes + Frames.HEADER);
        new Frames().header(frame, ConnectionOutbox.MESSAGE, 0, 0, 0);
        try {
            codec.write(message, frame, message.getClass().getSimpleName());
        } catch (ByteWriter.CapExceededException e) {
            throw PayloadTooLargeException.of("the message", e.size(), maxMessageBytes);
        }
        return frame;
    }

    private @Nullable Object decoded(@Nullable ByteReader message) {
        if (message == null) {
            return null;
        }
        int bytes = unreported.addAndGet(message.remaining());
        if (bytes >= ConnectionOutbox.REPORT && unreported.compareAndSet(bytes, 0)) {
            outbox.signal(ConnectionOutbox.CREDIT, bytes);
        }
        return incoming.read(message);
    }

    /** The loop of the reader thread. It waits for nothing but the pipe. */
    private void read(FrameReader frames, Ending ending) {
        IOException failure = null;
        try {
            while (frames.next()) {
                switch (frames.type()) {
                    case ConnectionOutbox.MESSAGE -> inbox.add(frames.keepPayload());
                    case ConnectionOutbox.CREDIT -> outbox.received(frames.aux());
                    case ConnectionOutbox.FINISHED -> inbox.end();
                    case ConnectionOutbox.CLOSED -> {
                        // First: who sees the end of what comes shall not be able to send any more.
                        outbox.close(peer + " has closed the connection", null);
                        inbox.end();
                    }
                    case ConnectionOutbox.BYE -> {
                        if (leaving) {
                            return;
                        }
                        // The one frame that a reader writes. It does not wait for ever, because only a parent gets
                        // here, and its worker's reader writes nothing.
                        outbox.signal(ConnectionOutbox.BYE, 0);
                    }
                    default -> throw new IOException("a frame of unknown type " + frames.type());
                }
            }
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException | OutOfMemoryError e) {
            failure = new IOException("a message could not be read", e); // whoever waits must not wait for ever
        }
        String why = ending.why(failure);
        IOException cause = failure != null ? failure : new IOException("the pipe from " + peer + " ended");
        inbox.fail(why, cause);
        outbox.close(why, cause);
    }
}
