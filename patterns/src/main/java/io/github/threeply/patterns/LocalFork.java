package io.github.threeply.patterns;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A task that runs in this JVM: the group knows its thread, and when it has left the code. */
final class LocalFork<T extends @Nullable Object> extends Fork<T> implements Runnable {
    private final Executor executor;

    // Under a monitor of its own, which is held for moments only, never while the task runs.
    private final Object code = new Object();
    private boolean begun; // or never to begin
    private boolean ended;
    private boolean interrupted;
    private @Nullable Thread runner;

    LocalFork(GroupState group, int index, @Nullable String name, Callable<? extends T> task, Executor executor) {
        super(group, index, name, task);
        this.executor = executor;
    }

    @Override
    void launch() {
        executor.execute(this);
    }

    @Override
    public void run() {
        synchronized (code) {
            if (begun) {
                return;
            }
            begun = true;
            runner = Thread.currentThread();
        }
        Outcome<T> result;
        try {
            result = new Outcome.Success<>(task.call());
        } catch (Throwable e) {
            result = new Outcome.Failure<>(e);
        }
        synchronized (code) {
            runner = null; // from here on nobody interrupts this thread on our account
            ended = true;
            if (interrupted) {
                Thread.interrupted(); // it was meant for the task, not for the executor's thread
            }
        }
        codeEnded(result);
    }

    @Override
    boolean stopCode(boolean interrupt) {
        synchronized (code) {
            if (!begun) {
                begun = true;
                ended = true;
                return true;
            }
            if (interrupt && runner != null && !interrupted) {
                interrupted = true;
                runner.interrupt();
            }
            return false;
        }
    }

    @Override
    void executorEnded() {
        synchronized (code) {
            if (begun) {
                return;
            }
            begun = true;
            ended = true;
        }
        codeEnded(new Outcome.Failure<>(
                new CancellationException("the executor was shut down and will never run " + label())));
    }

    @Override
    boolean runsHere() {
        synchronized (code) {
            return Thread.currentThread().equals(runner);
        }
    }

    @Override
    String describe() {
        synchronized (code) {
            String where = runner != null ? " on thread " + runner.getName() : ended ? "" : ", not started";
            return label() + where;
        }
    }
}
