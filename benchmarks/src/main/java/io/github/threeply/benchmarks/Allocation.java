package io.github.threeply.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what a thread allocates, exactly, as JMH's GC profiler does. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /**
     * Returns what the calling thread, a platform thread, has allocated since it started.
     *
     * @return bytes; for a virtual thread, which the JDK does not count, always the same
     */
    public static long ofThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
