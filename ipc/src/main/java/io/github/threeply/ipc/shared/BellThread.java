package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The thread that listens at all bells of this JVM, as long as there are some, and at the {@link Lifelines} of their users. */
final class BellThread {
    private static final long DEAF_MILLIS = 100;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private static @Nullable BellThread running; // guarded by the class

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(null, BellThread::exit, "threeply-bells-exit", 0, false));
        } catch (IllegalStateException e) {
            // It is exiting already: the sockets that are made now are removed by those who find the users dead.
        }
    }

    /** Loaded now: where no descriptor is left, a class that comes from a folder cannot be, and that would end the thread. */
    @SuppressWarnings("UnusedVariable")
    private static final Class<?> LINE = Lifelines.Line.class;

    private final Selector selector;
    private final Set<Bell> bells = new HashSet<>(); // guarded by the class
    // This thread's alone.
    private final Set<SelectionKey> deaf = new HashSet<>();
    private long deafSince;
    private final ByteBuffer rings = ByteBuffer.allocateDirect(64);

    private BellThread() throws IOException {
        selector = Selector.open();
    }

    /** Listens at a bell. */
    static synchronized void add(Bell bell) throws IOException {
        BellThread listener = running;
        if (listener == null) {
            listener = new BellThread();
            listener.start();
            running = listener;
        }
        listener.bells.add(bell);
        bell.server().register(listener.selector, SelectionKey.OP_ACCEPT, bell);
        listener.selector.wakeup();
    }

    /**
     * Listens for the end of a connection, until it is closed.
     *
     * @return whether it does: not if no bell is left at which it listens
     */
    static synchronized boolean listenTo(SocketChannel channel, Lifelines.Line line) throws IOException {
        BellThread listener = running;
        if (listener == null) {
            return false;
        }
        try {
            line.listensBy(channel.register(listener.selector, SelectionKey.OP_READ, line));
        } catch (ClosedSelectorException e) {
            return false; // it has just failed, and goes
        }
        listener.selector.wakeup();
        return true;
    }

    /** Has channels that were closed just now give their descriptors back: a selector sees to that when it selects. */
    static synchronized void letGo() {
        BellThread listener = running;
        if (listener != null) {
            listener.selector.wakeup();
        }
    }

    private void start() throws IOException {
        // No locals of the thread that happens to be the first, and none of its class loaders.
        Thread thread = new Thread(null, this::listen, "threeply-bells", 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                selector.close();
            }
        }
    }

    /** Listens no longer at a bell, whose channels will be closed. */
    static synchronized void remove(Bell bell) {
        BellThread listener = running;
        if (listener != null && listener.bells.remove(bell) && listener.bells.isEmpty()) {
            running = null;
            listener.selector.wakeup();
        }
    }

    /**
     * Removes the sockets of memories that are open at the exit of this JVM. Those that are listed here belong to users that have
     * not left, and their slots are ours to the end. Who rings finds that the bell is gone; who sleeps looks by himself.
     */
    private static synchronized void exit() {
        BellThread listener = running;
        if (listener != null) {
            listener.bells.forEach(Bell::remove);
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
                selector.select(this::handle, deaf.isEmpty() ? 0 : DEAF_MILLIS);
                hearAgain();
            }
        } catch (IOException | ClosedSelectorException e) {
            System.getLogger(BellThread.class.getName())
                    .log(System.Logger.Level.WARNING, "Sleepers of shared memory can not be rung up any more", e);
        } finally {
            // Whatever it was: sleepers notice no later than at the end of a slice; the next bell gets a new thread.
            forget(this);
        }
    }

    private void hearAgain() {
        if (deaf.isEmpty() || System.nanoTime() - deafSince < DEAF_MILLIS * NANOS_PER_MILLI) {
            return;
        }
        for (SelectionKey key : deaf) {
            try {
                key.interestOps(SelectionKey.OP_ACCEPT);
            } catch (CancelledKeyException e) {
                // closed meanwhile
            }
        }
        deaf.clear();
    }

    /** Or the caller that cannot be let in, since there is no descriptor for it, would keep this thread busy. */
    private void restFrom(SelectionKey key) {
        if (deaf.isEmpty()) {
            deafSince = System.nanoTime();
        }
        deaf.add(key);
        key.interestOps(0);
    }

    private void handle(SelectionKey key) {
        try {
            if (key.attachment() instanceof Lifelines.Line line) {
                line.look(rings);
                return;
            }
            Bell bell = (Bell) key.attachment();
            if (key.channel() instanceof SocketChannel caller) {
                read(bell, caller);
            } else {
                accept(bell, key);
            }
        } catch (CancelledKeyException e) {
            // closed meanwhile
        } catch (IOException | RuntimeException | InternalError e) {
            // Of one bell: its memory was closed, or its file cut. The others go on.
            System.getLogger(BellThread.class.getName()).log(System.Logger.Level.DEBUG, "A bell failed", e);
        }
    }

    private void accept(Bell bell, SelectionKey key) throws IOException {
        SocketChannel caller;
        try {
            caller = bell.server().accept();
        } catch (ClosedChannelException e) {
            return;
        } catch (IOException e) {
            restFrom(key);
            throw e;
        }
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
