package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A socket at which other processes wake the sleepers of one user: any byte means "look at your cells". Its path says whose
 * it is. There is none where the path would be too long, or the system has no such sockets.
 */
final class Bell implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final Path path;
    private final ServerSocketChannel server;
    private final Sleepers sleepers;
    private final Set<SocketChannel> callers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Bell(Path path, ServerSocketChannel server, Sleepers sleepers) {
        this.path = path;
        this.server = server;
        this.sleepers = sleepers;
    }

    /** Makes the bell of the user whose slot the path names, and who has that slot now; or null if it cannot be made. */
    static @Nullable Bell open(Path path, Sidecar sidecar, Sleepers sleepers) {
        try {
            return Uninterrupted.run(() -> {
                delete(path);
                ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                Bell bell = new Bell(path, server, sleepers);
                try {
                    server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
                    server.configureBlocking(false);
                    sidecar.copyPermissionsTo(path);
                    BellThread.add(bell);
                    return bell;
                } catch (IOException | RuntimeException e) {
                    bell.close();
                    throw e;
                }
            });
        } catch (IOException | UnsupportedOperationException e) {
            System.getLogger(Bell.class.getName())
                    .log(System.Logger.Level.DEBUG, () -> "No bell at " + path + ": sleepers look by themselves", e);
            return null;
        }
    }

    static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
            Mapping.stored();
        } catch (IOException e) {
            System.getLogger(Bell.class.getName())
                    .log(System.Logger.Level.DEBUG, () -> path + " is left over and cannot be deleted", e);
        }
    }

    /** Takes its name away. Those that are connected still can ring. */
    void remove() {
        delete(path);
    }

    ServerSocketChannel server() {
        return server;
    }

    /** Takes part of a channel that somebody opened to ring. */
    void add(SocketChannel caller) throws IOException {
        callers.add(caller);
        if (closed) {
            hangUp(caller);
        }
    }

    void hangUp(SocketChannel caller) throws IOException {
        callers.remove(caller);
        caller.close();
    }

    void rung() {
        sleepers.wakeChanged();
    }

    @Override
    public void close() {
        BellThread.remove(this);
        closeChannels();
        delete(path);
    }

    private void closeChannels() {
        closed = true;
        try {
            server.close();
            for (SocketChannel caller : callers) {
                hangUp(caller);
            }
        } catch (IOException e) {
            System.getLogger(Bell.class.getName())
                    .log(System.Logger.Level.DEBUG, () -> path + " could not be closed", e);
        }
    }
}
