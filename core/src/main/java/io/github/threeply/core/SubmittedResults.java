package io.github.threeply.core;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Bulk results over an executor that knows nothing of them: the reader's side. */
final class SubmittedResults<A extends @Nullable Object, R extends @Nullable Object> implements BulkResults<R> {
    private static final long LOOK_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ExecutorService executor;
    private final TaskFunction<? super A, ? extends R> function;
    private final Dispatch<A, R> dispatch;
    private final Inbox<A, R> inbox = new Inbox<>();

    private final Iterator<? extends A> arguments;
    private long taken; // arguments taken from the source, and so the next index; reader only
    private long read; // outcomes read; reader only
    private int credits; // reader only
    private boolean sourceEnded; // reader only
    private @Nullable Throwable sourceFailure; // unchecked; reader only
    private @Nullable SubmittedItem<A, R> current; // reader only
    private volatile boolean cancelled;
    private volatile boolean closed;

    SubmittedResults(
            ExecutorService executor,
            Dispatch<A, R> dispatch,
            TaskFunction<? super A, ? extends R> function,
            Iterator<? extends A> arguments) {
        this.executor = executor;
        this.dispatch = dispatch;
        this.function = function;
        this.arguments = arguments;
    }

    @Override
    public void request(int more) {
        if (more < 1) {
            throw new IllegalArgumentException("credits must be at least 1, but was " + more);
        }
        credits = (int) Math.min(Integer.MAX_VALUE, (long) credits + more);
        submitWhatCreditsAllow();
    }

    private void submitWhatCreditsAllow() {
        while (credits > 0 && !sourceEnded && !cancelled) {
            A argument;
            try {
                if (!arguments.hasNext()) {
                    sourceEnded = true;
                    return;
                }
                argument = arguments.next();
            } catch (RuntimeException | Error e) {
                sourceEnded = true;
                sourceFailure = e;
                return;
            }
            credits--;
            SubmittedItem<A, R> item = new SubmittedItem<>(this, taken++, argument);
            dispatch.submit(item);
            if (cancelled) {
                item.cancel(); // it may have been added after cancel() looked
            }
        }
    }

    @Override
    public boolean next() throws InterruptedException {
        return move(Long.MAX_VALUE);
    }

    @Override
    public boolean tryNext(Duration limit) throws InterruptedException {
        return move(Limits.nanos(limit));
    }

    private boolean move(long limitNanos) throws InterruptedException {
        if (!hasMore()) {
            return false;
        }
        SubmittedItem<A, R> item = inbox.poll();
        if (item == null) {
            item = await(limitNanos);
            if (item == null) {
                return false;
            }
        }
        current = item;
        read++;
        return true;
    }

    private @Nullable SubmittedItem<A, R> await(long limitNanos) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            long left = limitNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return null;
            }
            inbox.await(Math.min(left, LOOK_AFTER_NANOS));
            SubmittedItem<A, R> item = inbox.poll();
            if (item != null) {
                return item;
            }
            // Whoever shuts the executor down behind our back, with shutdownNow, gets what never started, and we are
            // not
            // told. Once it has terminated, nothing begins any more; what had begun has ended.
            if (executor.isTerminated()) {
                dispatch.cancelAll();
            }
        }
    }

    /** Whether an outcome is certain to come; takes more arguments if it can. */
    private boolean hasMore() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        current = null;
        submitWhatCreditsAllow();
        if (!closed && read < taken) {
            return true;
        }
        Throwable failure = closed ? null : sourceFailure;
        sourceFailure = null;
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return false;
    }

    @Override
    public boolean isDrained() {
        return closed || (read == taken && sourceFailure == null && (sourceEnded || cancelled));
    }

    @Override
    public long index() {
        return current().index;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the result came from the function, and is as nullable as R
    public R value() throws ExecutionException {
        Throwable failure = current().failure;
        if (failure instanceof CancellationException e) {
            throw e;
        }
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        return (R) current().result;
    }

    @Override
    public @Nullable Throwable failure() {
        return current().failure;
    }

    private SubmittedItem<A, R> current() {
        SubmittedItem<A, R> item = current;
        if (item == null) {
            throw new IllegalStateException("not on an outcome: call next() first, and only while it returns true");
        }
        return item;
    }

    @Override
    public void cancel() {
        cancelled = true;
        dispatch.cancelAll();
    }

    @Override
    public void close() {
        closed = true;
        cancel();
        inbox.clear();
        current = null;
    }

    TaskFunction<? super A, ? extends R> function() {
        return function;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Cancels what has not begun, since the executor will not run it; returns it, as {@code shutdownNow} does. */
    List<Runnable> cancelWaiting() {
        return dispatch.cancelWaiting();
    }

    /** By the thread that ended the item, once. */
    void ended(SubmittedItem<A, R> item) {
        dispatch.ended(item);
        if (!closed) {
            inbox.add(item);
        }
    }
}
