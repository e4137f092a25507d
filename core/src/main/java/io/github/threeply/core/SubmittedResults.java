package io.github.threeply.core;

import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Bulk results over an executor that knows nothing of them: one submission an argument, outcomes through a queue. */
final class SubmittedResults<A extends @Nullable Object, R extends @Nullable Object> implements BulkResults<R> {
    private static final long LOOK_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ExecutorService executor;
    private final TaskFunction<? super A, ? extends R> function;
    private final BlockingQueue<Item<A>> ended = new LinkedBlockingQueue<>();
    private final Set<Item<A>> underWay = ConcurrentHashMap.newKeySet();

    private final Iterator<? extends A> arguments;
    private long taken; // arguments taken from the source, and so the next index; reader only
    private long read; // outcomes read; reader only
    private int credits; // reader only
    private boolean sourceEnded; // reader only
    private @Nullable Throwable sourceFailure; // unchecked; reader only
    private @Nullable Item<A> current; // reader only
    private volatile boolean cancelled;
    private volatile boolean closed;

    SubmittedResults(
            ExecutorService executor, TaskFunction<? super A, ? extends R> function, Iterator<? extends A> arguments) {
        this.executor = executor;
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
            Item<A> item = new Item<>(this, taken++, argument);
            underWay.add(item);
            try {
                executor.execute(item);
            } catch (RuntimeException | Error e) {
                // Rejected, or no thread could be made for it. If it runs after all, it finds its outcome decided.
                item.reject(e);
            }
            if (cancelled) {
                item.cancel(); // it may have been added after cancel() walked the set
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
        long start = System.nanoTime();
        Item<A> item = ended.poll();
        while (item == null) {
            long left = limitNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            item = ended.poll(Math.min(left, LOOK_AFTER_NANOS), TimeUnit.NANOSECONDS);
            if (item == null && executor.isTerminated()) {
                decideWhatNeverRan();
            }
        }
        current = item;
        read++;
        return true;
    }

    /**
     * Whoever shuts the executor down behind our back, with {@code shutdownNow}, gets the items that never started, and
     * we are not told. Once it has terminated, nothing begins any more; what had begun has ended.
     */
    private void decideWhatNeverRan() {
        for (Item<A> item : underWay) {
            item.cancel();
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

    private Item<A> current() {
        Item<A> item = current;
        if (item == null) {
            throw new IllegalStateException("not on an outcome: call next() first, and only while it returns true");
        }
        return item;
    }

    @Override
    public void cancel() {
        cancelled = true;
        for (Item<A> item : underWay) {
            item.cancel();
        }
    }

    @Override
    public void close() {
        closed = true;
        cancel();
        ended.clear();
        current = null;
    }

    /** One argument on its way. Its monitor is held for moments only, never while the function runs. */
    static final class Item<A extends @Nullable Object> implements Runnable {
        private final SubmittedResults<A, ?> owner;
        private final long index;
        private final A argument;
        // Below: written under the monitor or by the runner, read after the queue handed the item over.
        private @Nullable Object result;
        private @Nullable Throwable failure;
        private @Nullable Thread runner;
        private boolean begun;
        private boolean cancelled;

        Item(SubmittedResults<A, ?> owner, long index, A argument) {
            this.owner = owner;
            this.index = index;
            this.argument = argument;
        }

        @Override
        public void run() {
            synchronized (this) {
                if (begun) {
                    return; // cancelled before it started
                }
                begun = true;
                runner = Thread.currentThread();
            }
            try {
                result = owner.function.apply(argument);
            } catch (Throwable e) {
                failure = e;
            }
            synchronized (this) {
                runner = null; // from here on cancel() no longer interrupts this thread
                if (cancelled) {
                    Thread.interrupted(); // the interrupt was meant for the function, not for the pool's thread
                    if (failure != null) {
                        failure = cancellation(failure);
                    }
                }
            }
            end();
        }

        void cancel() {
            synchronized (this) {
                if (begun) {
                    if (runner != null && !cancelled) {
                        cancelled = true;
                        runner.interrupt();
                    }
                    return;
                }
                begun = true;
                failure = cancellation(null);
            }
            end();
        }

        void reject(Throwable e) {
            synchronized (this) {
                if (begun) {
                    return;
                }
                begun = true;
                failure = e;
            }
            end();
        }

        private void end() {
            owner.underWay.remove(this);
            owner.ended.add(this);
        }

        private CancellationException cancellation(@Nullable Throwable cause) {
            CancellationException e = new CancellationException("argument " + index + " was cancelled");
            if (cause != null) {
                e.initCause(cause);
            }
            return e;
        }
    }
}
