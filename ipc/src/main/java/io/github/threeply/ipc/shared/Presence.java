package io.github.threeply.ipc.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says which thread of this process is in a short section, marked in the file by our owner word, in which others must not
 * take us for dead. A user of a file leaves only when nobody is in any: else another process could find the word of one who
 * has left, take the section over, and write beside a thread that is still writing.
 *
 * <p><b>Protocol.</b> Nobody is kept out by what stands here; that is the work of the owner word alone.
 *
 * <ol>
 *   <li>Who comes stores the owner word, by a compare-and-set, then itself here, and then looks whether the user is about to
 *       leave. If so it writes nothing.
 *   <li>Who leaves says that, and then looks at the owner word. If it is ours, he waits until it is not.
 *   <li>Who goes takes itself away here, and then gives the owner word back, by a compare-and-set.
 * </ol>
 *
 * <p>Owner word and closing are volatile, so of one who comes and one who leaves at least one sees the other: who is not
 * seen here writes nothing. Each further turn begins after that, and sees the closing, too. So it suffices that the word was
 * not ours once.
 *
 * <p><b>Why the thread stands here</b>, then: an error in an odd place, such as the end of the stack between two of these
 * steps, can leave the word ours for ever. Then it says whose it is. That thread may go on with its turn when it comes again
 * ({@link #goesOn}); once it has ended, others take its turn away ({@link #ifEndedInside}); who leaves does not wait for it,
 * if it has {@linkplain #stay said} that it has done.
 *
 * <p><b>Why a plain store is enough for it.</b> It comes after the compare-and-set that begins the turn, and before the one
 * that ends it. So those of two turns never come in another order, and who finds the word ours finds here its thread, or
 * nobody for as long as that store takes to arrive. Only one reader could be misled by that, who leaves: he reads nobody
 * though somebody writes. So he goes by it only after {@link #PATIENCE_NANOS}, counted from the closing: who writes then has
 * stored itself here before that, since it did not see the closing, and no processor keeps a store to itself so long. A
 * volatile store would do instead, but would cost as much as the compare-and-set before it.
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

    /** Spent only where an error has left the word ours, or where the thread of a turn stands still before or after it. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Presences presences;

    /** Where the owner word is. */
    private final long at;

    private @Nullable Thread thread;

    /** The thread that has done, but could not give the word back; as long as it does not come again. */
    private volatile @Nullable Thread stays;

    Presence(Presences presences, long at) {
        this.presences = presences;
        this.at = at;
    }

    /** Called by the thread that has the section for itself. Returns false if it must go at once, since the user leaves. */
    boolean enter() {
        thread = Thread.currentThread();
        // Volatile, and so is the compare-and-set on the owner word that came before: see the protocol. Were it weaker,
        // who
        // comes and who leaves could miss each other.
        return !presences.isClosed();
    }

    /** Called by the thread that is in the section, before it gives the owner word back. */
    void exit() {
        // All that was stored in the section comes before: who leaves takes nobody here, after a while, for one who has
        // done.
        VarHandle.releaseFence();
        thread = null;
    }

    /** Called by a thread that has called {@link #exit} and then could not give the owner word back. Calls nothing. */
    void stay(@Nullable Thread self) {
        thread = self;
        stays = self; // last: who leaves goes by it, and then nothing is written any more
    }

    private @Nullable Thread inside() {
        return (Thread) THREAD.getVolatile(this);
    }

    /** Tells whether the current thread is in the section: it never left it, since an error cut its way out. */
    @SuppressWarnings("ReferenceEquality") // this very thread, or not
    boolean isOurs() {
        return thread == Thread.currentThread(); // plain: only this thread can have stored itself
    }

    /** As {@link #isOurs}, for the thread that comes again, and then is inside as if it had never been anywhere else. */
    boolean goesOn() {
        if (!isOurs()) {
            return false;
        }
        // Volatile, and before its look at the closing in enter(): who leaves and has still seen it here has closed
        // before.
        stays = null;
        return true;
    }

    /** Runs an action, once, if the thread in the section has ended, which only an error in an odd place brings about. */
    synchronized void ifEndedInside(Runnable action) {
        Thread seen = inside();
        if (seen != null && hasEndedInside(seen)) {
            thread = null; // before the action, which lets the next one in, who stores itself
            action.run();
        }
    }

    /**
     * Tells whether a thread that was seen in the section has ended there. It is looked for again when it is known to have
     * ended, for then all that it has stored is seen: it may have left after we saw it, and ended, and another be in.
     */
    @SuppressWarnings("ReferenceEquality") // that very thread, or not
    boolean hasEndedInside(Thread seen) {
        return !seen.isAlive() && inside() == seen;
    }

    /** Waits until no thread is in the section that could still write. Called when it was said that the user leaves. */
    @SuppressWarnings("ReferenceEquality") // that very thread, or not
    void awaitNobody() {
        long start = System.nanoTime();
        while (isOwn()) {
            // Before the thread is read: what is read then is as old as this at most, even if all stood still in
            // between.
            boolean late = System.nanoTime() - start > PATIENCE_NANOS;
            Thread seen = inside();
            if (seen == null ? late : seen == stays || isOurs() || hasEndedInside(seen)) {
                return; // nobody, or one that never left: as we go, others take the section from us
            }
            Uninterrupted.pause(this, PAUSE_NANOS);
        }
    }

    private boolean isOwn() {
        try {
            return presences.isOwn(at);
        } catch (SharedMemoryException e) {
            return inside() != null; // nobody can read the word any more, but who is in may still write
        } catch (SharedMemoryClosedException e) {
            return false; // another has left, and has waited
        }
    }
}
