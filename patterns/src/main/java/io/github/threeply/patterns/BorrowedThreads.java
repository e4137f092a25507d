package io.github.threeply.patterns;

import io.github.threeply.core.TaskFunction;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Threads of others for which the end of a pipeline waits, for as long as they do something for it: they run the function
 * of a stage, or tell listeners what has happened. A method that waits for the end would wait for itself there.
 */
final class BorrowedThreads {
    private final Set<Thread> borrowed = ConcurrentHashMap.newKeySet();

    boolean isCurrent() {
        return borrowed.contains(Thread.currentThread());
    }

    /** The function, on a thread that counts as borrowed while it runs. */
    TaskFunction<Object, @Nullable Object> around(TaskFunction<Object, @Nullable Object> function) {
        return argument -> {
            boolean first = begin();
            try {
                return function.apply(argument);
            } finally {
                end(first);
            }
        };
    }

    void during(Runnable action) {
        boolean first = begin();
        try {
            action.run();
        } finally {
            end(first);
        }
    }

    private boolean begin() {
        return borrowed.add(Thread.currentThread());
    }

    /** A caller of ours may have borrowed the thread before, and gives it up later. */
    private void end(boolean first) {
        if (first) {
            borrowed.remove(Thread.currentThread());
        }
    }
}
