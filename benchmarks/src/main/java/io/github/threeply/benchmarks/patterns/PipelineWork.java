package io.github.threeply.benchmarks.patterns;

import io.github.threeply.benchmarks.Work;

/** A chain of three stages, each on a thread of its own, made anew for each round. */
abstract class PipelineWork implements Work {
    /** How many items each of the two queues between the stages holds. */
    static final int CAPACITY = 1024;

    final Trivial trivial = new Trivial();

    /** Sends so many items through. Returns the sum of what came out. */
    abstract long send(long count) throws Exception;

    @Override
    public final void run(long operations) throws Exception {
        long sum = send(operations);
        if (sum != trivial.sum(operations)) {
            throw new IllegalStateException("what came out of " + operations + " items comes to " + sum);
        }
    }
}
