package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.util.concurrent.locks.Lock;

/** A read-write lock: the word of a lock, for writers, and counts of those who read. */
final class MappedReadWriteLock extends MappedObject implements SharedReadWriteLock {
    @Serial
    private static final long serialVersionUID = 1;

    /** What all handles of one lock share in this process. */
    private record Local(LockLocal lock, Readers readers) implements MemoryFile.Guest {
        /** The word last: a writer that finds it abandoned must not find readers of ours that nobody counts out. */
        @Override
        public void afterDetach(Mapping remaining, long me) {
            readers.afterDetach(remaining, me);
            lock.afterDetach(remaining, me);
        }
    }

    private final transient MappedLock write;
    private final transient MappedReadLock read;

    MappedReadWriteLock(MemoryFile file, Entry entry) {
        super(file, entry);
        Local local = file.local(offset, Local.class, () -> {
            LockLocal lock = new LockLocal(file, offset);
            Readers readers = new Readers(lock);
            EndedThreads.watch(lock);
            EndedThreads.watch(readers);
            return new Local(lock, readers);
        });
        write = new MappedLock(file, entry, local.lock, local.readers);
        read = new MappedReadLock(this, local.lock, local.readers);
    }

    @Override
    public Lock readLock() {
        return read;
    }

    @Override
    public SharedLock writeLock() {
        return write;
    }

    MappedLock write() {
        return write;
    }
}
