package io.github.threeply.ipc.shared;

/** A passage of one thread at a time, for stress tests. In this package because nobody else has one. */
public final class LonePassages {
    private final LonePassage passage = new LonePassage();

    /** Runs an action inside, and returns true; or returns false if it is shut. */
    public boolean passes(Runnable inside) {
        try {
            if (!passage.enter()) {
                return false;
            }
            inside.run();
            return true;
        } finally {
            passage.leave();
        }
    }

    /** Shuts it, and waits until nobody is inside. */
    public void shut() {
        passage.shut();
        LonePassage.orderAllThreads();
        while (passage.isInside()) {
            Thread.onSpinWait();
        }
    }
}
