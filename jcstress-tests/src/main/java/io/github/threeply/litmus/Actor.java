package io.github.threeply.litmus;

/**
 * What one of those who race does in one round. It is called by one thread, in one JVM, for one round after the other; other
 * actors do their part of the same round at the same time.
 */
@FunctionalInterface
public interface Actor {
    /**
     * Does its part of a round.
     *
     * @param round the round; good only while this method runs
     * @throws Exception to end the whole run as failed
     */
    void act(Round round) throws Exception;
}
