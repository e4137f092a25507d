package io.github.threeply.benchmarks;

/** Tells the threads of a turn that it is over. */
public final class Stop {
    /** Volatile: read before each call, it also keeps the compiler from doing several calls at once. */
    private volatile boolean now;

    private volatile long sink;

    /**
     * Tells whether it is over.
     *
     * @return whether it is
     */
    public boolean isNow() {
        return now;
    }

    /**
     * Takes what calls returned. A loop that might do so must compute it; one that really did, often, would disturb the
     * threads that look whether it is over.
     *
     * @param results something made of them all
     */
    public void consume(long results) {
        sink = results;
    }

    void set() {
        now = true;
    }

    @Override
    public String toString() {
        return "Stop[" + now + ", " + sink + "]";
    }
}
