package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Threads;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs somewhere else. It is sent as it is, since a wrapper of ours would have to travel too. A bulk result
 * of one argument tells when its code has ended, also after a cancel; a thread waits for it: a virtual one where there
 * are any.
 */
final class RemoteFork<T extends @Nullable Object> extends Fork<T> {
    private static final ThreadFactory WAITERS = Threads.virtual("task-group-waiter-");

    private final BulkExecutor executor;
    private volatile @Nullable Bulk<Callable<? extends T>, T> bulk;
    private volatile boolean stopped;

    RemoteFork(GroupState group, int index, @Nullable String name, Callable<? extends T> task, BulkExecutor executor) {
        super(group, index, name, task);
        this.executor = executor;
    }

    @Override
    void launch() {
        Bulk<Callable<? extends T>, T> sent = new Bulk<>(
                executor, Bulk.<T>call(), List.<Callable<? extends T>>of(task).iterator(), 1);
        bulk = sent;
        if (stopped) {
            sent.cancel(); // stopCode may have come too early to see it
        }
        try {
            WAITERS.newThread(this::awaitEnd).start();
        } catch (Throwable e) {
            sent.cancel();
            throw e;
        }
    }

    private void awaitEnd() {
        Bulk<Callable<? extends T>, T> sent = requireNonNull(bulk);
        Outcome<T> result;
        try {
            result = sent.next()
                    ? sent.outcome()
                    : new Outcome.Failure<>(
                            new RejectedExecutionException("the executor told no outcome of " + label()));
        } catch (Throwable e) { // errors too: nobody else can tell the group that this has ended
            result = new Outcome.Failure<>(e);
        }
        codeEnded(result);
    }

    @Override
    boolean stopCode(boolean interrupt) {
        // Without leave to interrupt it runs on: there is no telling from here whether it has started.
        if (interrupt) {
            stopped = true;
            Bulk<Callable<? extends T>, T> sent = bulk;
            if (sent != null) {
                sent.cancel();
            }
        }
        return false; // the outcome tells
    }

    @Override
    void executorEnded() {
        // The waiter looks for that by itself.
    }

    @Override
    boolean runsHere() {
        return false;
    }

    @Override
    String describe() {
        return label() + " in " + executor;
    }
}
