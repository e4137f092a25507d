package io.github.threeply.junit;

/** What a test can leave behind. */
public enum LeakKind {
    /** Pools of worker processes and single worker processes, until their processes have ended. */
    WORKERS,

    /**
     * Platform threads, daemons too, whoever started them. Not counted are those of the JDK and of JUnit, the common pool's,
     * those that end with a pool, a worker or a memory, and virtual threads, which cannot be listed.
     */
    THREADS,

    /** Shared memories that were opened and not closed, and with each its mapping. */
    MEMORIES
}
