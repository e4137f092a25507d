package io.github.threeply.ipc.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;

/**
 * A piece of code through which one thread at a time goes, and which another can shut, after which it can wait until nobody is
 * inside. To go through costs two stores and a read, and none of the instructions that lock; to shut it is slow.
 *
 * <p><b>The order.</b> Who enters stores that it is inside, and then looks whether the passage is shut. Who shuts it stores
 * that, and then looks whether somebody is inside. One of them has to see the other, so a full fence belongs between the store
 * and the look of each. That of the one who enters is made by the one who shuts: {@link #orderAllThreads} has the JVM stop all
 * threads for a moment, each between two of its steps, with all that it has stored visible and all that it reads after that
 * new. A thread that is stopped before its store sees that the passage is shut; one that is stopped after it is seen inside.
 *
 * <p>That a stop has this effect is what HotSpot does, and no promise of the memory model: where a JVM takes the stacks of all
 * threads without it, what is left is that the stores of a thread become visible soon, and that to take the stacks takes longer.
 */
final class LonePassage {
    private static final VarHandle INSIDE;

    private static final long PAUSE_NANOS = 1_000_000;

    static {
        try {
            INSIDE = MethodHandles.lookup().findVarHandle(LonePassage.class, "inside", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // through INSIDE
    private boolean inside;

    private volatile boolean shut;

    /** Whether anybody ever came, as a passage through which nobody goes needs no {@link #orderAllThreads}. */
    private volatile boolean used;

    /** Goes in; {@link #leave} must follow. Returns false if it is shut, and then did not, though it may leave. */
    boolean enter() {
        if (!used) {
            used = true; // volatile, and before the look whether it is shut: pairs with shut()
        }
        INSIDE.setOpaque(this, true);
        // Costs nothing on an x86. For the compiler: the look stays behind the store, and both where they are.
        VarHandle.acquireFence();
        if (shut) {
            INSIDE.setOpaque(this, false);
            return false;
        }
        return true;
    }

    void leave() {
        // Release: pairs with isInside(). Without it what was stored inside could come after it was found to be empty.
        INSIDE.setRelease(this, false);
    }

    /**
     * Lets nobody in who comes after the next {@link #orderAllThreads}.
     *
     * @return whether that must be called: if not, nobody ever came, and whoever comes sees that it is shut
     */
    boolean shut() {
        shut = true;
        return used;
    }

    /** Whether somebody is inside; if it is shut, and all threads were ordered since, and nobody is, nobody will be. */
    boolean isInside() {
        return (boolean) INSIDE.getAcquire(this);
    }

    /** Puts a full fence into every thread of this JVM. */
    static void orderAllThreads() {
        try {
            // A safepoint on HotSpot: LonePassageTest looks.
            Map<Thread, StackTraceElement[]> unused = Thread.getAllStackTraces();
        } catch (SecurityException | OutOfMemoryError e) {
            System.getLogger(LonePassage.class.getName())
                    .log(System.Logger.Level.DEBUG, "The threads could not be ordered", e);
            Uninterrupted.pause(
                    LonePassage.class, PAUSE_NANOS); // all that is left is to wait for what they have stored
        }
    }
}
