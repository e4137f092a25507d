package io.github.threeply.core;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The number of the running thread, for locks that note who holds them: a number, unlike the thread, costs the garbage
 * collector's bookkeeping nothing, at each lock and unlock.
 */
final class ThreadIds {
    private static final MethodHandle ID = find();

    private ThreadIds() {}

    private static MethodHandle find() {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodType type = MethodType.methodType(long.class);
        try {
            return lookup.findVirtual(Thread.class, "threadId", type); // JDK 19 and later: final
        } catch (NoSuchMethodException | IllegalAccessException e) {
            try {
                return lookup.findVirtual(Thread.class, "getId", type);
            } catch (ReflectiveOperationException none) {
                throw new ExceptionInInitializerError(none);
            }
        }
    }

    /** Returns a number that no other thread has or had, and that is never 0. */
    static long current() {
        try {
            // Before JDK 19 a thread may call itself any number. The bit keeps even that one from looking like nobody.
            return (long) ID.invokeExact(Thread.currentThread()) | Long.MIN_VALUE;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Returns how to name the thread with a number that {@link #current} gave. */
    static String describe(long id) {
        return "thread #" + (id & Long.MAX_VALUE);
    }
}
