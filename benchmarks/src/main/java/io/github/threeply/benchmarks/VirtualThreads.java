package io.github.threeply.benchmarks;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Virtual threads, for code that compiles for JDKs which have none. */
public final class VirtualThreads {
    private VirtualThreads() {}

    /**
     * Makes an executor with a virtual thread for each task.
     *
     * @return the JDK's own
     */
    public static ExecutorService executor() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(Requirement.VIRTUAL_THREADS.missing(), e);
        }
    }
}
