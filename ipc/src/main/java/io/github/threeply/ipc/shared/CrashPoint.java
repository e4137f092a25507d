package io.github.threeply.ipc.shared;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Ends the JVM after a chosen store to shared memory, as abruptly as a kill does: tests go through all stores of an
 * operation, one JVM each, where kills at random would hit a few of them.
 *
 * <p>The system property {@code threeply.crashAfterStore} turns it on: a number from 1 ends the JVM after so many stores,
 * 0 waits for {@link #arm}. Without it {@link #ON} is a constant that is false, and the compiler removes the calls.
 */
final class CrashPoint {
    /** Whether stores are counted at all. */
    static final boolean ON = System.getProperty("threeply.crashAfterStore") != null;

    /** How the JVM ends: no other way that it ends has this code. */
    static final int EXIT_CODE = 77;

    private static final AtomicLong LEFT = new AtomicLong(Long.getLong("threeply.crashAfterStore", 0));

    /** In place of the end of the JVM: what happens in the middle of a store, and to which thread alone. */
    private record End(Thread thread, Runnable action) {}

    /** Told of all that is done to mapped memory, by the thread that does it, which it may keep waiting. */
    interface Watcher {
        /** An access comes next. */
        void access();

        /** A store was made. */
        void stored();
    }

    private static volatile @Nullable End end;
    private static volatile @Nullable Watcher watcher;

    private CrashPoint() {}

    /** Ends the JVM after so many stores from now on; 0 for never. */
    static void arm(long stores) {
        end = null;
        LEFT.set(stores);
    }

    /** Runs an action after so many stores of this thread from now on, which then has to end it, as by an exception. */
    static void arm(long stores, Runnable action) {
        LEFT.set(0);
        end = new End(Thread.currentThread(), action);
        LEFT.set(stores);
    }

    /** Has somebody watch, who so decides in which order threads come; null for nobody. */
    static void watch(@Nullable Watcher next) {
        watcher = next;
    }

    /** Precedes an access to mapped memory. */
    static void access() {
        Watcher watching = watcher;
        if (watching != null) {
            watching.access();
        }
    }

    /** Counts a store that was just made, to mapped memory or to the file system. */
    @SuppressWarnings("ReferenceEquality") // this very thread
    static void stored() {
        Watcher watching = watcher;
        if (watching != null) {
            watching.stored();
        }
        if (LEFT.get() <= 0) {
            return;
        }
        End other = end;
        if ((other == null || other.thread == Thread.currentThread()) && LEFT.decrementAndGet() == 0) {
            if (other != null) {
                other.action.run();
            } else {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }
}
