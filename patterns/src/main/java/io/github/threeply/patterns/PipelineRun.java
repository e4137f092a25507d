package io.github.threeply.patterns;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Event;
import io.github.threeply.core.Threads;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline at work: its threads, its one-way states and its ledger.
 *
 * <p>RUNNING, then STOPPED (the first channel is closed, the rest drains), or from either FAILED (all channels are
 * aborted, all threads interrupted). It has ended when {@code live} is zero: no thread of ours and nobody in the middle
 * of {@link #fail} is left to change the ledger.
 */
final class PipelineRun {
    private static final System.Logger LOG = System.getLogger(BoundedPipeline.class.getName());

    private final List<Step> steps;
    private final Step first;
    private final List<Worker> workers = new ArrayList<>();
    private final long graceNanos;
    private final LongAdder consumed = new LongAdder();

    // Both are written before the channels are closed or aborted, and read without the lock by workers.
    private volatile boolean stopped;
    private volatile boolean failed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Below: under the lock.
    private int live;
    private @Nullable Throwable cause;
    private @Nullable String failedStep;
    private long failedAtNanos;
    private boolean told;
    private final List<Throwable> suppressed = new ArrayList<>();
    private final List<PipelineReport.Returned> returned = new ArrayList<>();
    private List<Event.Registration> registrations = List.of();

    PipelineRun(List<Step> steps, Duration grace) {
        this.steps = steps;
        this.first = steps.get(0);
        this.graceNanos = Limits.nanos(grace);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            ThreadFactory factory = Threads.daemon("pipeline-" + step.name + "-");
            for (int t = 0; t < step.threads; t++) {
                workers.add(new Worker(this, step, i + 1 < steps.size() ? steps.get(i + 1) : null, factory));
            }
        }
        live = workers.size();
    }

    /** Events first: if one is set already, no source is ever called. */
    void start(List<Event> stops) {
        int started = 0;
        try {
            List<Event.Registration> all = new ArrayList<>();
            registrations = all;
            for (Event stop : stops) {
                all.add(stop.onSet(this::stop));
            }
            for (Worker worker : workers) {
                worker.thread.start();
                started++;
            }
        } catch (Throwable e) {
            fail(null, e);
            for (Worker worker : workers.subList(started, workers.size())) {
                workerEnded(worker);
            }
            awaitEndWithinGrace();
            throw e;
        }
    }

    boolean isStopped() {
        return stopped;
    }

    boolean hasFailed() {
        return failed;
    }

    Step first() {
        return first;
    }

    boolean isOwnThread() {
        return workers.stream().anyMatch(Worker::isCurrent);
    }

    void countConsumed() {
        consumed.increment();
    }

    void giveBack(Step step, boolean tried, Object item) {
        lock.lock();
        try {
            returned.add(new PipelineReport.Returned(step.name, tried, item));
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new items. Never blocks: it may run on the thread that sets an event. */
    void stop() {
        stopped = true;
        try {
            // The channel that the source fills, or the one given as the beginning.
            Channel<Object> entrance = first.in != null ? first.in : first.out;
            if (entrance != null) {
                entrance.close();
            }
        } catch (RuntimeException e) {
            fail(first, e);
        }
        for (Worker worker : workers) {
            worker.interruptSource();
        }
    }

    /**
     * Ends everything at once. The first cause stays; later ones are suppressed by it.
     *
     * @return whether this call did it
     */
    boolean fail(@Nullable Step at, Throwable why) {
        lock.lock();
        try {
            if (cause != null) {
                if (!why.equals(cause) && !Interruptions.isInterruption(why)) {
                    suppressed.add(why);
                }
                return false;
            }
            if (live == 0) {
                return false;
            }
            cause = why;
            failedStep = at == null ? null : at.name;
            failedAtNanos = System.nanoTime();
            live++; // until the undelivered items are in the ledger
            failed = true;
            stopped = true;
            changed.signalAll(); // from now on the grace time counts
        } finally {
            lock.unlock();
        }
        try {
            abortChannels(new PipelineFailedException(at == null ? null : at.name, why, List.of()));
            for (Worker worker : workers) {
                if (!worker.isCurrent()) {
                    worker.thread.interrupt();
                }
            }
        } finally {
            oneLess();
        }
        return true;
    }

    private void abortChannels(PipelineFailedException why) {
        for (Step step : steps) {
            try {
                if (step.in == null) {
                    continue;
                }
                if (step.threads == 0) {
                    // Somebody else's from here on: what is inside has been delivered.
                    step.in.fail(why);
                    continue;
                }
                List<Object> items = step.in.abort(why);
                if (step == first) {
                    step.received.add(items.size());
                }
                for (Object item : items) {
                    giveBack(step, false, item);
                }
            } catch (RuntimeException e) {
                fail(step, e);
            }
        }
    }

    void workerEnded(Worker worker) {
        Step step = worker.step;
        if (step.live.decrementAndGet() == 0 && !failed && step.out != null) {
            try {
                step.out.close();
            } catch (RuntimeException e) {
                fail(step, e);
            }
        }
        worker.ended = true;
        oneLess();
    }

    private void oneLess() {
        List<Event.Registration> toCancel = List.of();
        lock.lock();
        try {
            live--;
            if (live == 0) {
                toCancel = registrations;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        toCancel.forEach(Event.Registration::cancel);
    }

    /**
     * Waits until all has ended; after a failure only for the grace time.
     *
     * @return whether all has ended
     */
    boolean await(long limitNanos) throws InterruptedException {
        long begin = System.nanoTime();
        lock.lock();
        try {
            while (live > 0) {
                long now = System.nanoTime();
                long left = limitNanos - (now - begin);
                if (cause != null) {
                    left = Math.min(left, graceNanos - (now - failedAtNanos));
                }
                if (left <= 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        for (Worker worker : workers) {
            joinForMoments(worker.thread);
        }
        return true;
    }

    /** After a failure. Returns early if interrupted, with the flag set. */
    boolean awaitEndWithinGrace() {
        try {
            return await(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The same, for a thread that was interrupted already: further interrupts change nothing. */
    boolean awaitEndWithinGraceUninterruptibly() {
        return Waits.uninterruptibly(() -> await(Long.MAX_VALUE));
    }

    /** The thread has done its last act; after this it is gone from thread dumps too. */
    private static void joinForMoments(Thread thread) {
        Waits.uninterruptibly(() -> {
            thread.join();
            return true;
        });
    }

    /** Whether somebody has been told of the failure. Those who come later know, or could. */
    boolean isTold() {
        lock.lock();
        try {
            return told;
        } finally {
            lock.unlock();
        }
    }

    void setTold() {
        lock.lock();
        try {
            told = cause != null;
        } finally {
            lock.unlock();
        }
    }

    boolean isGraceOver() {
        lock.lock();
        try {
            return cause != null && System.nanoTime() - failedAtNanos >= graceNanos;
        } finally {
            lock.unlock();
        }
    }

    /** A fresh exception for each who is told: one object in two catch blocks would be suppressed by itself. */
    @Nullable
    PipelineFailedException failure() {
        lock.lock();
        try {
            if (cause == null) {
                return null;
            }
            PipelineFailedException failure =
                    new PipelineFailedException(failedStep, cause, isGraceOver() ? stillRunning() : List.of());
            suppressed.forEach(failure::addSuppressed);
            return failure;
        } finally {
            lock.unlock();
        }
    }

    List<String> stillRunning() {
        return workers.stream()
                .filter(worker -> !worker.ended)
                .map(worker -> worker.thread.getName())
                .toList();
    }

    void warnOfThoseStillRunning() {
        LOG.log(Level.WARNING, "These threads of a pipeline did not end when interrupted: {0}", stillRunning());
    }

    void warnOfLateSource(Step step, Exception thrown) {
        LOG.log(Level.WARNING, "The source '" + step.name + "' failed after the pipeline was stopped", thrown);
    }

    PipelineReport report() {
        List<String> running = stillRunning();
        boolean ended;
        List<PipelineReport.Returned> back;
        lock.lock();
        try {
            ended = live == 0; // before all else: then what follows is final
            back = List.copyOf(returned);
        } finally {
            lock.unlock();
        }
        // From the end to the beginning, what leaves a step before what enters it: so no difference is ever negative.
        long[] dropped = steps.stream().mapToLong(step -> step.dropped.sum()).toArray();
        PipelineReport.Step[] numbers = new PipelineReport.Step[steps.size()];
        long delivered = consumed.sum();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            long received = step.received.sum();
            long given = back.stream().filter(r -> r.step().equals(step.name)).count();
            numbers[i] = new PipelineReport.Step(step.name, step.threads, received, delivered, dropped[i], given);
            delivered = received;
        }
        return new PipelineReport(List.of(numbers), back, failure(), ended ? List.of() : running, ended);
    }
}
