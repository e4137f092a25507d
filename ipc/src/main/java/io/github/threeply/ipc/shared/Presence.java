package io.github.threeply.ipc.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Says which thread of this process is in a short section, marked in the file by our owner word, in which others must not
 * take us for dead. A user of a file leaves only when nobody is in any: else another process could find the word of one who
 * has left, take the section over, and write beside a thread that is still writing.
 *
 * <p><b>Protocol.</b> Who has stored the owner word says so here, and then looks whether the user is about to leave; who
 * leaves says that and then looks here. Both are volatile, so at least one sees the other.
 */
final class Presence {
    private static final VarHandle THREAD;

    static {
        try {
            THREAD = MethodHandles.lookup().findVarHandle(Presence.class, "thread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long PAUSE_NANOS = 50_000;

    private final Presences presences;
    private volatile @Nullable Thread thread;

    Presence(Presences presences) {
        this.presences = presences;
    }

    /** Called by the thread that has the section for itself. Returns false if it must go at once, since the user leaves. */
    boolean enter() {
        thread = Thread.currentThread();
        return !presences.isClosed();
    }

    /** Called by the thread that was in the section, after it has taken the owner word back. */
    void exit() {
        // Another may be in already. Who sees nobody here, and leaves, does so after all stores of the section.
        THREAD.compareAndSet(this, Thread.currentThread(), null);
    }

    /** Tells whether the current thread is in the section: it never left it, since an error cut its way out. */
    @SuppressWarnings("ReferenceEquality") // this very thread, or not
    boolean isOurs() {
        return thread == Thread.currentThread();
    }

    /** Runs an action, once, if the thread in the section has ended, which only an error in an odd place brings about. */
    synchronized void ifDead(Runnable action) {
        Thread inside = thread;
        if (inside != null && !inside.isAlive()) {
            thread = null;
            action.run();
        }
    }

    void awaitNobody() {
        for (Thread inside = thread; inside != null && inside.isAlive() && !isOurs(); inside = thread) {
            Uninterrupted.pause(this, PAUSE_NANOS);
        }
    }
}
