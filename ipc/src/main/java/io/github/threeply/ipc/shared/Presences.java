package io.github.threeply.ipc.shared;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All the places where threads of one user of a file can be in a short section; see {@link Presence}. */
final class Presences {
    private final List<Presence> all = new CopyOnWriteArrayList<>();
    private final Mapping mapping;
    private final Membership membership;
    private volatile boolean closed;

    Presences(Mapping mapping, Membership membership) {
        this.mapping = mapping;
        this.membership = membership;
    }

    /** Adds one for the owner word at an offset. */
    Presence add(long at) {
        Presence presence = new Presence(this, at);
        all.add(presence);
        return presence;
    }

    /** Whether an owner word is that of this user. */
    boolean isOwn(long at) {
        return membership.isMe(mapping.getLong(at));
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
