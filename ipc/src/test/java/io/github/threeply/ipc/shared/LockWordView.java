package io.github.threeply.ipc.shared;

/** The words of a lock, for tests that look at them, or make them what some other process could. */
final class LockWordView {
    private final Mapping mapping;
    private final long offset;

    LockWordView(SharedMemory memory, SharedObject lock) {
        mapping = memory.file.mapping();
        offset = ((MappedObject) lock).offset;
    }

    long value() {
        return mapping.getLong(offset);
    }

    long owner() {
        return LockWord.owner(value());
    }

    /** Says that a user has waited long and wants the next turn. */
    void askFor(SharedMemory user) {
        mapping.setLong(offset + LockWord.NEXT, user.file.membership().me());
        mapping.setLong(offset, value() | LockWord.CONTENDED);
    }

    /** Returns the count of readers of a user. */
    long readers(SharedMemory user) {
        int slot = Membership.slot(user.file.membership().me());
        return mapping.getLong(offset + LockWord.READERS_AT + (long) slot * Layout.LINE) & 0xFFFF;
    }
}
