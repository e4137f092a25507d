package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One argument on its way through an executor. It ends once: run, refused, or cancelled before anybody began it.
 *
 * <p>One word decides between all who want it: nobody yet ({@code null}), the thread that runs the function, or a mark.
 * <pre>
 *   null ---> thread ---> ENDED
 *     \          \
 *      \          +-----> STOPPING ---> STOPPED ---> ENDED      (interrupted by cancel)
 *       +---------------------------------------> ENDED         (cancelled or refused before it began)
 * </pre>
 */
final class SubmittedItem<A extends @Nullable Object, R extends @Nullable Object> implements Runnable {
    private static final Object STOPPING = new Object();
    private static final Object STOPPED = new Object();
    private static final Object ENDED = new Object();
    private static final VarHandle HOLDER;

    static {
        try {
            HOLDER = MethodHandles.lookup().findVarHandle(SubmittedItem.class, "holder", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final long index;
    private final SubmittedResults<A, R> owner;
    private final A argument;

    private volatile @Nullable Object holder;

    // Written by whoever ends the item, before the inbox hands it over; read by the reader after.
    @Nullable
    Object result;

    @Nullable
    Throwable failure;

    /** The next in the inbox, and there only. */
    @Nullable
    SubmittedItem<A, R> next;

    SubmittedItem(SubmittedResults<A, R> owner, long index, A argument) {
        this.owner = owner;
        this.index = index;
        this.argument = argument;
    }

    @Override
    public void run() {
        Thread self = Thread.currentThread();
        if (!HOLDER.compareAndSet(this, null, self)) {
            return; // cancelled or refused before it began
        }
        try {
            result = owner.function().apply(argument);
        } catch (Throwable e) {
            failure = e;
        }
        if (!HOLDER.compareAndSet(this, self, ENDED)) {
            endStopped();
        }
        owner.ended(this);
    }

    /** Runs it, or cancels it if all were. */
    void runUnlessAllCancelled() {
        if (owner.isCancelled()) {
            cancel();
        } else {
            run();
        }
    }

    /** Somebody has cancelled while the function ran. */
    private void endStopped() {
        Backoff backoff = new Backoff();
        while (!STOPPED.equals(holder)) {
            backoff.pause(); // between its claim and its interrupt; else the interrupt would hit what runs here next
        }
        Thread.interrupted(); // it was meant for the function, not for the executor's thread
        holder = ENDED;
        if (failure != null) {
            failure = cancellation(failure);
        }
    }

    /** Keeps it from ever beginning, or interrupts the function; has no effect once it has ended. Does not wait. */
    void cancel() {
        if (holder == null && HOLDER.compareAndSet(this, null, ENDED)) {
            failure = cancellation(null);
            owner.ended(this);
        } else if (holder instanceof Thread runner && HOLDER.compareAndSet(this, runner, STOPPING)) {
            try {
                runner.interrupt();
            } finally {
                holder = STOPPED; // whatever happens: the runner waits for it
            }
        }
    }

    /** Ends it with why nobody will run it, unless somebody has begun all the same. */
    void refuse(Throwable e) {
        if (HOLDER.compareAndSet(this, null, ENDED)) {
            failure = e;
            owner.ended(this);
        }
    }

    private CancellationException cancellation(@Nullable Throwable cause) {
        CancellationException e = new CancellationException("argument " + index + " was cancelled");
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }
}
