package io.github.threeply.patterns;

import io.github.threeply.core.BulkExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One task of a group, and its future. The two end apart: a future that is cancelled is done at once, its task when the
 * code has really ended, and only then the group lets go of it.
 */
abstract class Fork<T extends @Nullable Object> implements Future<T> {
    final GroupState group;
    final int index;
    private final @Nullable String name;
    final Callable<? extends T> task;

    private final CountDownLatch done = new CountDownLatch(1);
    // Under this object's monitor, which is held for moments only; final once the latch is down.
    private @Nullable Outcome<T> outcome;
    private List<Runnable> listeners = List.of(); // to be called when there is an outcome; under the monitor too

    Fork(GroupState group, int index, @Nullable String name, Callable<? extends T> task) {
        this.group = group;
        this.index = index;
        this.name = name;
        this.task = task;
    }

    /** A task that is wrapped if it runs here, and sent as it is if it runs somewhere else. */
    static <T extends @Nullable Object> Fork<T> of(
            GroupState group, int index, @Nullable String name, Callable<? extends T> task, ExecutorService executor) {
        return executor instanceof BulkExecutor bulk && !bulk.runsInPlace()
                ? new RemoteFork<>(group, index, name, task, bulk)
                : new LocalFork<>(group, index, name, task, executor);
    }

    /** Hands the task to the executor. */
    abstract void launch();

    /**
     * Keeps code that has not started from ever starting, and interrupts code that runs if that is wanted.
     *
     * @return whether the code had not started, and so has ended now
     */
    abstract boolean stopCode(boolean interrupt);

    /** Says that the executor has ended: code that has not started never will. */
    abstract void executorEnded();

    /** Whether this thread runs the code. */
    abstract boolean runsHere();

    /** For an error message: which task this is. */
    final String label() {
        return "task " + index + (name == null ? "" : " '" + name + "'");
    }

    /** For an error message: which task this is, and where it runs. */
    abstract String describe();

    /** To be called once, when the code has ended or is certain never to start. */
    final void codeEnded(Outcome<T> result) {
        Throwable failure = result.failure();
        if (failure != null && !isDone()) {
            group.failed(this, failure); // before anybody can see it in the future
        }
        if (!settle(result) && failure != null) {
            group.failedAfterCancel(failure);
        }
        group.ended(this);
    }

    private boolean settle(Outcome<T> result) {
        List<Runnable> toCall;
        synchronized (this) {
            if (outcome != null) {
                return false;
            }
            outcome = result;
            done.countDown(); // in here, so that who finds an outcome, and is told "too late", finds it done too
            toCall = listeners;
            listeners = List.of();
        }
        toCall.forEach(Runnable::run);
        return true;
    }

    /** Has the listener called when the future is done, at once if it is. The listener must be brief, and not throw. */
    final void whenDone(Runnable listener) {
        synchronized (this) {
            if (outcome == null) {
                listeners = new ArrayList<>(listeners);
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = settle(new Outcome.Failure<>(new CancellationException(label() + " was cancelled")));
        if (cancelled && stopCode(mayInterruptIfRunning)) {
            group.ended(this);
        }
        return cancelled;
    }

    /** For the group: the code is to stop, whether or not the future was cancelled before without an interrupt. */
    final void cancelByGroup() {
        if (!cancel(true) && stopCode(true)) {
            group.ended(this);
        }
    }

    @Override
    public final boolean isDone() {
        return done.getCount() == 0;
    }

    @Override
    public final boolean isCancelled() {
        return isDone() && settled().failure() instanceof CancellationException;
    }

    @Override
    public final T get() throws InterruptedException, ExecutionException {
        done.await();
        return report();
    }

    @Override
    public final T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!done.await(timeout, unit)) {
            throw new TimeoutException(label() + " had not ended after " + timeout + " " + unit);
        }
        return report();
    }

    private T report() throws ExecutionException {
        Outcome<T> settled = settled();
        if (!settled.isSuccess()) {
            group.told(this);
        }
        return settled.get();
    }

    private synchronized Outcome<T> settled() {
        if (outcome == null) {
            throw new AssertionError("the latch goes down after the outcome is there");
        }
        return outcome;
    }

    @Override
    public String toString() {
        return describe() + (isDone() ? ": " + settled() : "");
    }
}
