package io.github.threeply.ipc.shared;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All the places where threads of one user of a file can be in a short section; see {@link Presence}. */
final class Presences {
    private final List<Presence> all = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    Presence add() {
        Presence presence = new Presence(this);
        all.add(presence);
        return presence;
    }

    boolean isClosed() {
        return closed;
    }

    /** Lets nobody in from now on, and waits for those who are in. */
    void close() {
        closed = true;
        all.forEach(Presence::awaitNobody);
    }
}
