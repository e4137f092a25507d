package io.github.threeply.stress.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** An executor without threads: it holds what it is given until an actor runs it. */
class HeldTasks extends AbstractExecutorService {
    private final List<Runnable> held = new ArrayList<>();

    /** Runs one, in the order in which they were given. Not to be called while others are given. */
    void run(int index) {
        held.get(index).run();
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
