package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The thread that listens at all bells of this JVM, as long as there are some. */
final class BellThread {
    private static @Nullable BellThread running; // guarded by the class

    private final Selector selector;
    private final Set<Bell> bells = new HashSet<>(); // guarded by the class
    private final ByteBuffer rings = ByteBuffer.allocateDirect(64);

    private BellThread() throws IOException {
        selector = Selector.open();
    }

    /** Listens at a bell. */
    static synchronized void add(Bell bell) throws IOException {
        BellThread listener = running;
        if (listener == null) {
            listener = new BellThread();
            running = listener;
            // No locals of the thread that happens to be the first, and none of its class loaders.
            Thread thread = new Thread(null, listener::listen, "threeply-bells", 0, false);
            thread.setContextClassLoader(null);
            thread.setDaemon(true);
            thread.start();
        }
        listener.bells.add(bell);
        bell.server().register(listener.selector, SelectionKey.OP_ACCEPT, bell);
        listener.selector.wakeup();
    }

    /** Listens no longer at a bell, whose channels will be closed. */
    static synchronized void remove(Bell bell) {
        BellThread listener = running;
        if (listener != null && listener.bells.remove(bell) && listener.bells.isEmpty()) {
            running = null;
            listener.selector.wakeup();
        }
    }

    private static synchronized boolean isRunning(BellThread listener) {
        return running == listener;
    }

    private static synchronized void forget(BellThread listener) {
        if (running == listener) {
            running = null;
        }
    }

    private void listen() {
        try (selector) {
            while (isRunning(this)) {
                selector.select(this::handle);
            }
        } catch (IOException | ClosedSelectorException e) {
            // Sleepers notice no later than at the end of a slice; the next bell gets a new thread.
            forget(this);
            System.getLogger(BellThread.class.getName())
                    .log(System.Logger.Level.WARNING, "Sleepers of shared memory can not be rung up any more", e);
        }
    }

    private void handle(SelectionKey key) {
        Bell bell = (Bell) key.attachment();
        try {
            if (key.channel() instanceof SocketChannel caller) {
                read(bell, caller);
            } else {
                accept(bell);
            }
        } catch (CancelledKeyException e) {
            // closed meanwhile
        } catch (IOException | RuntimeException | InternalError e) {
            // Of one bell: its memory was closed, or its file cut. The others go on.
            System.getLogger(BellThread.class.getName()).log(System.Logger.Level.DEBUG, "A bell failed", e);
        }
    }

    private void accept(Bell bell) throws IOException {
        SocketChannel caller = bell.server().accept();
        if (caller != null) {
            caller.configureBlocking(false);
            caller.register(selector, SelectionKey.OP_READ, bell);
            bell.add(caller);
        }
    }

    private void read(Bell bell, SocketChannel caller) throws IOException {
        int bytes;
        try {
            do {
                rings.clear();
                bytes = caller.read(rings);
            } while (bytes == rings.capacity());
        } catch (IOException e) {
            bell.hangUp(caller);
            throw e;
        }
        if (bytes < 0) {
            bell.hangUp(caller);
        }
        bell.rung(); // after the read: whoever rings from here on is read next time
    }
}
