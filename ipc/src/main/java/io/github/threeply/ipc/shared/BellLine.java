package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The connection of this JVM to the bell of one slot's user. It never waits. */
final class BellLine {
    private static final ByteBuffer ONE = ByteBuffer.allocateDirect(1).asReadOnlyBuffer();

    // Guarded by this.
    private long owner;
    private @Nullable SocketChannel channel;
    private boolean open;

    /** From now on it can be used, until {@link #close}. */
    synchronized void open() {
        open = true;
    }

    /** Hangs up, and rings no more: nobody would hang up after that. */
    synchronized void close() {
        open = false;
        hangUp();
    }

    /**
     * Rings.
     *
     * @param whose the user, who may not be the one that this was connected to
     * @param path where its bell is
     * @return false if there is certainly no such bell
     */
    synchronized boolean ring(long whose, Path path) {
        if (!open) {
            return true; // the last user of this JVM leaves: whoever is asleep there looks by itself in a while
        }
        boolean interrupted = Thread.interrupted(); // it would close the channel
        try {
            if (owner != whose) {
                hangUp();
                owner = whose;
            }
            while (true) {
                boolean known = channel != null;
                try {
                    SocketChannel line = connected(path);
                    if (line != null) {
                        line.write(ONE.duplicate()); // one that is full has many rings to be heard
                    }
                    return true;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    Thread.interrupted();
                    hangUp();
                } catch (IOException | UnsupportedOperationException e) {
                    hangUp();
                    if (!known) {
                        return false;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private @Nullable SocketChannel connected(Path path) throws IOException {
        SocketChannel line = channel;
        if (line == null) {
            try {
                line = SocketChannel.open(StandardProtocolFamily.UNIX);
            } catch (IOException e) {
                return null; // we have no descriptor to spare, which says nothing about the bell
            }
            channel = line;
            line.configureBlocking(false);
            if (!line.connect(UnixDomainSocketAddress.of(path))) {
                hangUp(); // too many call it just now: one of them will wake it
                return null;
            }
        }
        return line;
    }

    private void hangUp() {
        SocketChannel line = channel;
        channel = null;
        if (line != null) {
            try {
                line.close();
            } catch (IOException e) {
                System.getLogger(BellLine.class.getName())
                        .log(System.Logger.Level.DEBUG, "A line to a bell could not be closed", e);
            }
        }
    }
}
