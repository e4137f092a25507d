package io.github.threeply.patterns;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Event;
import io.github.threeply.core.TaskFunction;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
    private final Ledger ledger;
    private final Notices notices;
    private final BorrowedThreads borrowed = new BorrowedThreads();

    private volatile long beganNanos = System.nanoTime();

    // Both are written before the channels are closed or aborted, and read without the lock by workers.
    private volatile boolean stopped;
    private volatile boolean failed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Below: under the lock.
    private int live;
    /** The last one of them is telling the end: nothing changes any more. */
    private boolean ending;

    private final PipelineFailure failure;
    private List<Event.Registration> registrations = List.of();

    PipelineRun(List<Step> steps, ThreadKind kind, Duration grace, Notices notices) {
        this.steps = steps;
        this.first = steps.get(0);
        this.failure = new PipelineFailure(grace);
        this.ledger = new Ledger(steps);
        this.notices = notices;
        String name = steps.stream().map(Step::name).collect(Collectors.joining(" > "));
        for (Step step : steps) {
            step.pipeline = name;
            ThreadFactory factory = kind.factory("pipeline-" + step.name() + "-");
            for (int t = 0; t < step.spec.threads; t++) {
                workers.add(new Worker(this, step, factory));
            }
        }
        live = workers.size();
    }

    /** Events first: if one is set already, no source is ever called. */
    void start(List<Event> stops) {
        notices.tell(PipelineListener::started);
        beganNanos = System.nanoTime();
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

    boolean hasEnded() {
        lock.lock();
        try {
            return live == 0;
        } finally {
            lock.unlock();
        }
    }

    Notices notices() {
        return notices;
    }

    /** What a thread needs that works for a step. */
    Hands hands(Step step, Tally tally) {
        Handover handover = step.out == null ? null : handover(step, tally, null);
        return new Hands(new StepWork(this, step, tally), handover, tally);
    }

    Handover handover(Step step, Tally tally, @Nullable SourceGate gate) {
        return new Handover(this, step, steps.get(step.index + 1), tally, gate);
    }

    /** Marks the threads on which the function runs as ours for so long. */
    TaskFunction<Object, @Nullable Object> borrowing(TaskFunction<Object, @Nullable Object> function) {
        return borrowed.around(function);
    }

    /** For what the end waits for, on whatever thread: a listener that waits for the end there would wait for itself. */
    private void tellBeforeEnd(Consumer<? super PipelineListener> news) {
        borrowed.during(() -> notices.tell(news));
    }

    boolean isOwnThread() {
        return borrowed.isCurrent() || workers.stream().anyMatch(Worker::isCurrent);
    }

    void giveBack(Step step, boolean tried, Object item) {
        ledger.giveBack(step, tried, item);
    }

    /** Refuses new items. Never blocks: it may run on the thread that sets an event. */
    void stop() {
        boolean firstTime;
        lock.lock();
        try {
            firstTime = !stopped;
            stopped = true;
        } finally {
            lock.unlock();
        }
        // Each time, so that nobody returns from here before new items are refused.
        try {
            // The channel that the source fills, or the one given as the beginning.
            Channel<Object> entrance = first.in != null ? first.in : first.out;
            if (entrance != null) {
                entrance.close();
            }
        } catch (Throwable e) { // whatever a channel from outside throws: somebody must learn that it is not closed
            fail(first, e);
        }
        for (Worker worker : workers) {
            worker.interruptSource();
        }
        if (firstTime) {
            notices.tell(PipelineListener::stopped);
        }
    }

    /**
     * Ends everything at once. The first cause stays; later ones are suppressed by it.
     *
     * @return whether this call did it
     */
    boolean fail(@Nullable Step at, Throwable why) {
        String name = at == null ? null : at.name();
        lock.lock();
        try {
            if (failure.isThere()) {
                failure.add(why);
                return false;
            }
            if (live == 0 || ending) {
                return false;
            }
            failure.begin(name, why);
            live++; // until the undelivered items are in the ledger
            failed = true;
            stopped = true;
            changed.signalAll(); // from now on the grace time counts
        } finally {
            lock.unlock();
        }
        Flight.failed(first.pipeline, name, at == null ? "aborted" : "ends the pipeline", why);
        try {
            abortChannels(new PipelineFailedException(name, why, List.of()));
            for (Worker worker : workers) {
                if (!worker.isCurrent()) {
                    worker.thread.interrupt();
                }
            }
            tellBeforeEnd(listener -> listener.failed(name, why));
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
                if (step.spec.threads == 0) {
                    // Somebody else's from here on: what is inside has been delivered.
                    step.in.fail(why);
                    continue;
                }
                List<Object> items = step.in.abort(why);
                if (step.isEntrance()) {
                    step.accepted.addAndGet(items.size());
                }
                for (Object item : items) {
                    giveBack(step, false, item);
                }
            } catch (Throwable e) { // whatever a channel from outside throws: the others must be aborted all the same
                fail(step, e);
            }
        }
    }

    void workerEnded(Worker worker) {
        leave(worker.step);
        worker.ended = true;
        oneLess();
    }

    /** The last one to leave a step closes the channel after it. */
    void leave(Step step) {
        if (!step.leave()) {
            return;
        }
        if (!failed && step.out != null) {
            try {
                step.out.close();
            } catch (Throwable e) { // whatever a channel from outside throws: the next step would wait for ever
                fail(step, e);
            }
        }
        Flight.stepEnded(step, this::statistics);
        notices.tell(listener -> listener.stepEnded(step.name()));
    }

    private void oneLess() {
        List<Event.Registration> toCancel;
        lock.lock();
        try {
            if (live > 1) {
                live--;
                return;
            }
            ending = true;
            toCancel = registrations;
        } finally {
            lock.unlock();
        }
        toCancel.forEach(registration -> notices.guarded(registration::cancel));
        Flight.pipelineEnded(first.pipeline, beganNanos, () -> report(true));
        if (notices.hasListeners()) {
            PipelineReport report = report(true);
            tellBeforeEnd(listener -> listener.ended(report));
        }
        lock.lock();
        try {
            live = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
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
                long left = failure.orGrace(limitNanos - (System.nanoTime() - begin));
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

    /** After an abort, which may have come when there was nothing to fail. Returns early if interrupted, with the flag set. */
    boolean awaitEndWithinGrace() {
        try {
            return await(failure.graceNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The same, for a thread that was interrupted already: further interrupts change nothing. */
    boolean awaitEndWithinGraceUninterruptibly() {
        return Waits.uninterruptibly(() -> await(failure.graceNanos()));
    }

    /** The thread has done its last act; after this it is gone from thread dumps too. */
    private static void joinForMoments(Thread thread) {
        Waits.uninterruptibly(() -> {
            thread.join();
            return true;
        });
    }

    boolean isTold() {
        lock.lock();
        try {
            return failure.isTold();
        } finally {
            lock.unlock();
        }
    }

    void setTold() {
        lock.lock();
        try {
            failure.setTold();
        } finally {
            lock.unlock();
        }
    }

    boolean isGraceOver() {
        lock.lock();
        try {
            return failure.isGraceOver();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    PipelineFailedException failure() {
        lock.lock();
        try {
            return failure.exception(this::stillRunning);
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
        LOG.log(Level.WARNING, "The source '" + step.name() + "' failed after the pipeline was stopped", thrown);
    }

    /**
     * Waits until all that is inside now is through.
     *
     * @return whether it came to that within the limit; true as well when the pipeline has failed or ended
     */
    boolean joinProcessed(long limitNanos) throws InterruptedException {
        return new JoinProcessed(this, steps, workers, limitNanos).await();
    }

    PipelineStatistics statistics() {
        return new Gauges(steps, workers).read(beganNanos, System.nanoTime(), notices.failures());
    }

    PipelineReport report() {
        return report(hasEnded());
    }

    /** Whether it has ended must have been read before all else: then what follows is final. */
    private PipelineReport report(boolean ended) {
        List<String> running = ended ? List.of() : stillRunning();
        List<PipelineReport.Returned> back = ledger.returned();
        return new PipelineReport(ledger.accounts(back), back, failure(), running, ended);
    }
}
