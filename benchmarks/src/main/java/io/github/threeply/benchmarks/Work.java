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

    /** Ends what belongs to it: threads, processes, files. */
    @Override
    default void close() {}
}
