package io.github.threeply.stress.support;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** An executor without threads: it holds what it is given until somebody runs it, in his own thread. */
public final class HeldTasks extends AbstractExecutorService {
    private final ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();

    /** Runs the task that was given first, if there is one. */
    public void runOne() {
        Runnable task = held.poll();
        if (task != null) {
            task.run();
        }
    }

    @Override
    public void execute(Runnable task) {
        held.add(task);
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
