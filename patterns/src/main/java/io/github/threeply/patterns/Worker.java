package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.TaskFunction;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** One thread of a step. Every item that passes through its hands is handed on, dropped, consumed, or given back. */
final class Worker implements Runnable {
    private final PipelineRun run;
    final Step step;
    private final @Nullable Step next;
    final Thread thread;
    volatile boolean ended;

    // Under this object's monitor, which is held for moments only.
    private boolean inSource;
    private boolean interruptedInSource;

    Worker(PipelineRun run, Step step, @Nullable Step next, ThreadFactory factory) {
        this.run = run;
        this.step = step;
        this.next = next;
        this.thread = factory.newThread(this);
    }

    boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    @Override
    public void run() {
        try {
            Source<Object> source = step.work.source();
            if (source != null) {
                readSource(source);
            } else {
                takeItems(requireNonNull(step.in));
            }
        } catch (Throwable e) {
            run.fail(step, e);
        } finally {
            run.workerEnded(this);
        }
    }

    private void readSource(Source<Object> source) {
        while (!step.exhausted && enterSource()) {
            Object item;
            try {
                item = source.next();
            } catch (Throwable e) {
                sourceThrew(e);
                return;
            } finally {
                leaveSource();
            }
            if (item == null) {
                step.exhausted = true;
                return;
            }
            step.received.increment();
            if (!handOn(item)) {
                return;
            }
        }
    }

    private void sourceThrew(Throwable thrown) {
        if (!run.isStopped() || run.hasFailed() || thrown instanceof Error) {
            run.fail(step, thrown);
        } else if (!Interruptions.isInterruption(thrown)) {
            // Nothing was wanted of it any more: that must not cost the items that still drain.
            run.warnOfLateSource(step, (Exception) thrown);
        }
    }

    private synchronized boolean enterSource() {
        // Under the monitor, so that a stop either is seen here or finds us in the source and interrupts.
        inSource = !run.isStopped();
        return inSource;
    }

    private synchronized void leaveSource() {
        inSource = false;
        if (interruptedInSource && !run.hasFailed()) {
            Thread.interrupted(); // it was meant for the source alone
        }
    }

    /** Interrupts the source if this thread is in it; never our own work, never the one who calls. */
    synchronized void interruptSource() {
        if (inSource && !interruptedInSource && !isCurrent()) {
            interruptedInSource = true;
            thread.interrupt();
        }
    }

    private void takeItems(Channel<Object> in) {
        boolean entrance = step == run.first();
        while (true) {
            Object item;
            try {
                item = in.take();
            } catch (ChannelFailedException e) {
                if (!run.hasFailed()) {
                    run.fail(step, requireNonNull(e.getCause())); // from outside; else it is our own doing
                }
                return;
            } catch (InterruptedException e) {
                // Of ours only when the pipeline has failed, and then this changes nothing; else somebody's code did
                // it.
                run.fail(step, e);
                return;
            }
            if (item == null) {
                return;
            }
            if (entrance) {
                step.received.increment();
            }
            if (run.hasFailed()) {
                run.giveBack(step, false, item);
                return;
            }
            if (!work(item)) {
                return;
            }
        }
    }

    private boolean work(Object item) {
        @Nullable Object result = null;
        TaskFunction<Object, @Nullable Object> function = step.work.function();
        try {
            if (function != null) {
                result = function.apply(item);
            } else {
                requireNonNull(step.work.sink()).accept(item);
            }
        } catch (Throwable e) {
            run.giveBack(step, true, item);
            run.fail(step, e);
            return false;
        }
        if (function == null) {
            run.countConsumed();
            return true;
        }
        if (result == null) {
            step.dropped.increment();
            return true;
        }
        return handOn(result);
    }

    /** Puts an item into the next channel; if that refuses, the item goes back. */
    private boolean handOn(Object item) {
        Step receiver = requireNonNull(next);
        receiver.received.increment();
        try {
            requireNonNull(step.out).put(item);
        } catch (Throwable e) {
            run.giveBack(receiver, false, item);
            putThrew(e);
            return false;
        }
        if (receiver.threads == 0) {
            run.countConsumed();
        }
        return true;
    }

    private void putThrew(Throwable thrown) {
        if (thrown instanceof ChannelClosedException && run.hasFailed()) {
            return; // our own doing
        }
        if (thrown instanceof ChannelFailedException e) {
            run.fail(step, requireNonNull(e.getCause()));
        } else if (thrown instanceof ChannelClosedException && step.work.source() != null) {
            run.stop(); // most often it is what closed the channel; else whoever closed it wants no more
        } else {
            run.fail(step, thrown);
        }
    }
}
