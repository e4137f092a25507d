package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one user to the {@link Bell} of each that its threads wait for. Nobody ever writes to them: the system
 * ends them when the process at the other end does. So who waits need not look whether it is dead but when told so, and from
 * time to time: an end is a reason to look, and never a proof; that no end comes proves nothing either, as a process may
 * leave its sockets to another one.
 *
 * <p><b>Ordering.</b> Who waits is known as a sleeper, reads the count of its wait cell, and then looks whether there is a
 * line. At the end of a line it is first taken out of the map, and then all that are known as sleepers are woken, after a
 * change of their counts. There is a full fence between the two on both sides, so at least one of them sees the other.
 *
 * <p><b>How many.</b> A line is kept when the wait is over, as the same holder is mostly waited for again. Each costs a
 * descriptor here and one there, so there are {@link #MOST} at most: then the one that nobody has asked for the longest ends,
 * as if its owner had, for the new one. Those that somebody has asked for within {@link #IDLE_NANOS} are in use, and stay: who
 * then waits for yet another owner looks for its death by itself, every few milliseconds.
 *
 * <p>A line that nobody listens to any more, since the {@link BellThread} has failed, tells of nothing, and does not count.
 */
final class Lifelines {
    /** So long nobody calls again where nobody answered. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So many lines at most. There may be four times as many users. */
    static final int MOST = 16;

    /** A line is not in use if nobody has asked for so long: who sleeps by it asks at the end of each sleep. */
    static final long IDLE_NANOS = 2 * Waits.VERY_LONGEST_SLEEP_NANOS + TimeUnit.SECONDS.toNanos(1);

    private final Membership membership;
    private final Sleepers sleepers;
    private final LongSupplier clock;

    /** By owner. */
    private final Map<Long, Line> lines = new ConcurrentHashMap<>();

    // Guarded by this.
    private boolean closed;
    private long refusedBy = Membership.NOBODY;
    private long refusedAt;

    Lifelines(Membership membership, Sleepers sleepers) {
        this(membership, sleepers, System::nanoTime);
    }

    /** With another clock than that of the system. */
    Lifelines(Membership membership, Sleepers sleepers, LongSupplier clock) {
        this.membership = membership;
        this.sleepers = sleepers;
        this.clock = clock;
    }

    /** One connection. */
    final class Line {
        private final long owner;
        private final ReadableByteChannel channel;
        private volatile long asked;
        private volatile @Nullable SelectionKey key;

        private Line(long owner, ReadableByteChannel channel) {
            this.owner = owner;
            this.channel = channel;
            this.asked = clock.getAsLong();
        }

        /** Called when a selector tells of the end. It takes the key back if the thread that selects fails. */
        void listensBy(SelectionKey registered) {
            key = registered;
        }

        /** Whether somebody listens, or is about to. */
        private boolean isListenedTo() {
            SelectionKey registered = key;
            return registered == null || registered.isValid();
        }

        /** Called by the thread that listens when there is something to read: that is the end, as nobody writes. */
        void look(ByteBuffer any) {
            boolean ended;
            try {
                any.clear();
                ended = channel.read(any) < 0;
            } catch (IOException e) {
                ended = true;
            }
            if (ended) {
                end(this);
            }
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger(Lifelines.class.getName())
                        .log(System.Logger.Level.DEBUG, "A line to a bell could not be closed", e);
            }
        }
    }

    /** Whether the death of an owner will be told. */
    boolean isHeld(long owner) {
        VarHandle.fullFence(); // pairs with that in end(): see the ordering above
        Line line = lines.get(owner);
        if (line == null || !line.isListenedTo()) {
            return false;
        }
        line.asked = clock.getAsLong();
        return true;
    }

    /** Has the death of an owner be told, if it can be done. Called by one who waits, and has a bell himself. */
    void hold(long owner) {
        long kind = membership.bellOf(owner);
        if (kind != 0) {
            connect(owner, kind);
        }
    }

    private synchronized void connect(long owner, long kind) {
        Line known = lines.get(owner);
        if (closed || (known != null && known.isListenedTo())) {
            return;
        }
        long now = clock.getAsLong();
        if (owner == refusedBy && now - refusedAt < RETRY_NANOS) {
            return;
        }
        if (known != null) {
            end(known);
        } else if (lines.size() >= MOST && !endOneNotInUse(now)) {
            return;
        }
        try {
            Path path = membership.sidecar().bellPath(Membership.slot(owner), kind);
            if (Uninterrupted.run(() -> connect(owner, path))) {
                return;
            }
        } catch (IOException | SharedMemoryFileException | UnsupportedOperationException e) {
            System.getLogger(Lifelines.class.getName())
                    .log(System.Logger.Level.DEBUG, "The end of a user will not be told", e);
        }
        refusedBy = owner;
        refusedAt = now;
    }

    /** Makes room for one line more. */
    private boolean endOneNotInUse(long now) {
        Line longest = null;
        for (Line line : lines.values()) {
            if (!line.isListenedTo()) {
                end(line);
                return true;
            }
            if (longest == null || line.asked - longest.asked < 0) {
                longest = line;
            }
        }
        if (longest == null || now - longest.asked < IDLE_NANOS) {
            return false;
        }
        end(longest);
        return true;
    }

    private boolean connect(long owner, Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Line line = line(owner, channel);
        boolean done = false;
        try {
            channel.configureBlocking(false);
            // The path is that of the slot. If its user is the same afterwards, that one listens, and no later one: who
            // gets the slot says so in it before it makes a bell.
            if (channel.connect(UnixDomainSocketAddress.of(path)) && membership.bellOf(owner) != 0) {
                add(line); // before somebody listens, who must find it there at the end
                done = BellThread.listenTo(channel, line);
            }
            return done;
        } finally {
            if (!done) {
                end(line); // somebody may have relied on it already
                line.close();
                BellThread.letGo();
            }
        }
    }

    /** Says that the end of a line will be told. */
    void add(Line line) {
        lines.put(line.owner, line);
    }

    Line line(long owner, ReadableByteChannel channel) {
        return new Line(owner, channel);
    }

    private void end(Line line) {
        if (lines.remove(line.owner, line)) {
            VarHandle.fullFence(); // pairs with that in isHeld()
            line.close();
            sleepers.wakeEverybody();
            BellThread.letGo();
        }
    }

    synchronized void close() {
        closed = true;
        lines.values().forEach(Line::close);
        lines.clear();
    }
}
