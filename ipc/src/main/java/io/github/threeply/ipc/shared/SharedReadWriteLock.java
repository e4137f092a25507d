package io.github.threeply.ipc.shared;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * A {@link ReadWriteLock} that all processes of a {@link SharedMemory} share, and that survives the death of those who
 * hold it: many readers, or one writer.
 *
 * <p><b>A dead writer</b> leaves what the lock protects in doubt. The {@linkplain #writeLock write lock} is a
 * {@link SharedLock} and has all that goes with that. The read lock cannot repair: it throws
 * {@link InconsistentStateException} until a writer has taken over and repaired.
 *
 * <p><b>A dead reader</b> has changed nothing: a writer that waits for it notices within milliseconds that it has ended,
 * and goes on. The same is true of a thread that ended without releasing its read lock; there it may take a quarter of a
 * second.
 *
 * <p><b>Reentrant.</b> A thread may take each of the two again that it holds, and a writer may take the read lock, and
 * keep it when it releases the write lock. A reader that asks for the write lock would wait for itself:
 * {@link IllegalMonitorStateException}, or {@code false} from a {@code tryLock}.
 *
 * <p><b>Order.</b> New readers wait while a writer waits for the last readers to leave. Otherwise as {@link SharedLock}:
 * who has waited for some milliseconds, to read or to write, gets the next turn.
 *
 * <p><b>Memory consistency effects.</b> A release of the write lock <i>happens-before</i> each later acquisition of either,
 * a release of the read lock <i>happens-before</i> each later acquisition of the write lock.
 *
 * <p><b>Cost.</b> Readers of different processes write to different cache lines, readers of one process to the same one.
 * That takes 9.2 KiB of the memory's capacity. At most 65 535 threads of a process can read at once.
 *
 * <p><b>Errors.</b> As {@link SharedLock}.
 */
public interface SharedReadWriteLock extends ReadWriteLock, SharedObject {

    /**
     * Returns the lock for those who only read. It has no conditions.
     *
     * <p>Its {@code unlock} throws {@link LockLostException} if this thread held it, and was taken for dead.
     *
     * @return the lock
     */
    @Override
    Lock readLock();

    /**
     * Returns the lock for those who write.
     *
     * @return the lock
     */
    @Override
    SharedLock writeLock();
}
