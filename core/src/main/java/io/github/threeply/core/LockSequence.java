package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * The one order of all locks: those with a rank first, by rank; then by identity hash code. Two locks with one hash
 * code are numbered when they first meet, and keep their numbers while they live.
 */
@SuppressWarnings("ReferenceEquality") // the order is one of objects, whatever their equals says
final class LockSequence {
    /** Hash codes have 31 bits, so these are few: only locks that met another with the same code in one call. */
    private static final List<Numbered> TIES = new ArrayList<>(); // guarded by itself

    private static long lastNumber; // guarded by TIES

    private LockSequence() {}

    private record Numbered(WeakReference<Lock> lock, long number) {}

    /** Returns each of the locks once, in the order in which to take them. */
    static Lock[] sorted(Lock[] locks) {
        requireNonNull(locks, "locks");
        Lock[] sorted = locks.clone();
        for (Lock lock : sorted) {
            requireNonNull(lock, "lock");
        }
        Arrays.sort(sorted, LockSequence::compare);
        int kept = 0;
        for (Lock lock : sorted) {
            if (kept == 0 || sorted[kept - 1] != lock) { // one object stands beside itself
                sorted[kept++] = lock;
            }
        }
        return kept == sorted.length ? sorted : Arrays.copyOf(sorted, kept);
    }

    static int compare(Lock a, Lock b) {
        if (a == b) {
            return 0;
        }
        int byRank = RankedLock.compare(a, b);
        if (byRank != 0) {
            return byRank;
        }
        int byHash = Integer.compare(System.identityHashCode(a), System.identityHashCode(b));
        return byHash != 0 ? byHash : Long.compare(numberOf(a), numberOf(b));
    }

    private static long numberOf(Lock lock) {
        synchronized (TIES) { // held for a few steps, and nothing is waited for in it
            TIES.removeIf(tie -> tie.lock().refersTo(null));
            for (Numbered tie : TIES) {
                if (tie.lock().refersTo(lock)) {
                    return tie.number();
                }
            }
            TIES.add(new Numbered(new WeakReference<>(lock), ++lastNumber));
            return lastNumber;
        }
    }
}
