package io.github.threeply.stress.support;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The thread of an actor that is about to wait, for another actor that wants to come when it does. */
public final class Parked {
    private volatile @Nullable Thread waiting;

    /** To be called by the one that waits, just before. */
    public void thisThread() {
        waiting = Thread.currentThread();
    }

    /** Waits until that thread is parked, and says on what: so it stands in line there, and whoever comes now came later. */
    public void await() {
        Thread thread = waiting;
        while (thread == null || LockSupport.getBlocker(thread) == null) {
            Thread.onSpinWait();
            thread = waiting;
        }
    }
}
