package io.github.threeply.benchmarks;

/** Something that can be done any number of times, and is ready to be. */
@FunctionalInterface
public interface Work extends AutoCloseable {

    /**
     * Does it so many times, and returns when all is done. Checks its result: a wrong one must throw.
     *
     * @param operations how many times
     * @throws Exception if it could not be done
     */
    void run(long operations) throws Exception;

    /**
     * Says how many operations belong together. A round of more than that does a multiple of it.
     *
     * @return how many; 1 by default
     */
    default long batch() {
        return 1;
    }

    /**
     * Says what the round that has just ended has reached.
     *
     * @param operations how many it did
     * @param seconds how long it took
     * @return operations in a second: by default the one divided by the other
     */
    default double rate(long operations, double seconds) {
        return operations / seconds;
    }

    /**
     * Says what the round that has just ended has reached, in each metric of the row.
     *
     * @param operations how many it did
     * @param seconds how long it took
     * @return one number for each metric, in their order: by default the rate alone
     */
    default double[] values(long operations, double seconds) {
        return new double[] {rate(operations, seconds)};
    }

    /** Ends what belongs to it: threads, processes, files. */
    @Override
    default void close() {}
}
