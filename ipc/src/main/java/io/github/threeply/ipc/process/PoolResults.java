package io.github.threeply.ipc.process;

import io.github.threeply.core.BulkResults;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Bulk results over a pool: the function was encoded once, each argument is a job of its own. */
final class PoolResults<A extends @Nullable Object, R extends @Nullable Object> implements BulkResults<R> {
    private final WorkerProcessPool pool;
    private final FunctionRef function;
    private final String resultPackage;
    private final Iterator<? extends A> arguments;
    private final BlockingQueue<Item> ended = new LinkedBlockingQueue<>();
    private final Set<Item> underWay = ConcurrentHashMap.newKeySet();

    private long taken; // arguments taken from the source, and so the next index; reader only
    private long read; // outcomes read; reader only
    private int credits; // reader only
    private boolean sourceEnded; // reader only
    private @Nullable Throwable sourceFailure; // reader only
    private @Nullable Item current; // reader only
    private volatile boolean cancelled;
    private volatile boolean closed;

    PoolResults(WorkerProcessPool pool, FunctionRef function, String resultPackage, Iterator<? extends A> arguments) {
        this.pool = pool;
        this.function = function;
        this.resultPackage = resultPackage;
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
            submit(argument);
        }
    }

    private void submit(A argument) {
        long index = taken++;
        byte[] payload;
        try {
            payload = pool.encoder().value(argument, "argument " + index);
        } catch (RuntimeException | Error e) {
            // The argument was taken, so it must have an outcome, or the reader would wait for it for ever.
            ended.add(Item.failed(this, index, e));
            return;
        }
        try {
            pool.core().admit();
        } catch (RejectedExecutionException e) {
            ended.add(Item.failed(this, index, e));
            return;
        }
        Item item = new Item(this, index, pool.nextId(), payload);
        underWay.add(item);
        pool.core().add(item);
        if (cancelled) {
            pool.core().cancelling().cancel(item, true); // it may have been added after cancel() walked the set
        }
    }

    @Override
    public boolean next() throws InterruptedException {
        if (!hasMore()) {
            return false;
        }
        current = ended.take();
        read++;
        return true;
    }

    @Override
    public boolean tryNext(Duration limit) throws InterruptedException {
        long nanos = WorkerProcessPool.nanos(limit);
        if (!hasMore()) {
            return false;
        }
        Item item = ended.poll(nanos, TimeUnit.NANOSECONDS);
        if (item == null) {
            return false;
        }
        current = item;
        read++;
        return true;
    }

    /** Whether an outcome is certain to come; takes more arguments if it can. */
    private boolean hasMore() throws InterruptedException {
        current = null;
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        submitWhatCreditsAllow();
        if (closed || read == taken) {
            Throwable failure = sourceFailure;
            if (failure != null && !closed) {
                sourceFailure = null;
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }
            if (sourceEnded) {
                forget();
            }
            return false;
        }
        return true;
    }

    /** No worker needs the function any more. */
    private void forget() {
        pool.core().forget(function);
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
        Item item = current();
        Throwable failure = item.failure;
        if (failure instanceof CancellationException e && item.cancelled) {
            throw e;
        }
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        return (R) item.result;
    }

    @Override
    public @Nullable Throwable failure() {
        return current().failure;
    }

    private Item current() {
        Item item = current;
        if (item == null) {
            throw new IllegalStateException("not on an outcome: call next() first, and only while it returns true");
        }
        return item;
    }

    @Override
    public void cancel() {
        cancelled = true;
        for (Item item : underWay) {
            pool.core().cancelling().cancel(item, true);
        }
    }

    @Override
    public void close() {
        closed = true;
        cancel();
        ended.clear();
        current = null;
        forget();
    }

    /** One argument on its way. */
    private static final class Item extends Job {
        private final PoolResults<?, ?> owner;
        private final long index;
        // Written before the queue hands the item over, read after.
        private @Nullable Object result;
        private @Nullable Throwable failure;
        private boolean cancelled;

        Item(PoolResults<?, ?> owner, long index, long id, byte[] payload) {
            super(id, owner.function, payload);
            this.owner = owner;
            this.index = index;
        }

        /** One that never became a job. */
        static Item failed(PoolResults<?, ?> owner, long index, Throwable failure) {
            Item item = new Item(owner, index, 0, new byte[0]);
            item.failure = failure;
            return item;
        }

        @Override
        void succeed(@Nullable Object value) {
            result = value;
            end();
        }

        @Override
        void fail(Throwable cause) {
            failure = cause;
            end();
        }

        @Override
        void beCancelled(@Nullable Throwable cause) {
            cancelled = true;
            failure = new CancellationException("argument " + index + " was cancelled");
            end();
        }

        private void end() {
            owner.underWay.remove(this);
            if (!owner.closed) {
                owner.ended.add(this);
            }
            owner.pool.core().ended();
        }

        @Override
        String name() {
            return "argument " + index;
        }

        @Override
        String resultPackage() {
            return owner.resultPackage;
        }
    }
}
