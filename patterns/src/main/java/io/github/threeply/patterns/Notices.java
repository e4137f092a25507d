package io.github.threeply.patterns;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Calls code that only wants to know. What it throws is logged and counted, and goes no further. */
final class Notices {
    private static final System.Logger LOG = System.getLogger(BoundedPipeline.class.getName());

    private final List<PipelineListener> listeners;
    private final LongAdder failures = new LongAdder();

    Notices(List<PipelineListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** Not to be called under a lock. */
    void tell(Consumer<? super PipelineListener> news) {
        for (PipelineListener listener : listeners) {
            guarded(() -> news.accept(listener));
        }
    }

    /** Not to be called under a lock. */
    void guarded(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) { // errors too: an item must not be lost for the sake of those who watch
            failures.increment();
            try {
                LOG.log(Level.ERROR, "A listener or action of a pipeline failed; the pipeline goes on", e);
            } catch (Throwable second) {
                // The log is broken as well. The count has it.
            }
        }
    }

    long failures() {
        return failures.sum();
    }
}
