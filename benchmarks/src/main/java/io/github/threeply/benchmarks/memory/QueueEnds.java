package io.github.threeply.benchmarks.memory;

/** Both ends of a queue between processes, of which each process uses one. Each item begins with its number. */
interface QueueEnds extends AutoCloseable {
    /** How many bytes a record has. */
    int RECORD = 64;

    /** How many items ours holds, and about how many the others hold. */
    int CAPACITY = 1 << 14;

    /** Puts the items of which the numbers are from one to below another. */
    void put(long from, long to) throws Exception;

    /** Takes so many items. Returns the sum of their numbers. */
    long take(long count) throws Exception;

    @Override
    void close();

    /** What a process does that must look again, with a queue that does not wait by itself. */
    static void pause(int looks) {
        if (looks < 100) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
