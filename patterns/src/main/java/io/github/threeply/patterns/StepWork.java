package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.TaskFunction;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of a step on what its channel gives, an item or a list of them, as often as the failure policy says. It
 * hands on nothing.
 */
final class StepWork {

    /** What comes of an item beside results. */
    enum Outcome {
        /** Nothing is to be handed on, and that is counted. */
        NOTHING,
        /** The pipeline has failed, and the items were given back. */
        FAILED
    }

    /** What was made of a batch. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody writes to it
    record Made(int items, Object[] results) {}

    private final PipelineRun run;
    private final Step step;
    private final StepSpec spec;
    private final Tally tally;
    private final @Nullable TaskFunction<Object, @Nullable Object> function;

    StepWork(PipelineRun run, Step step, Tally tally) {
        this.run = run;
        this.step = step;
        this.spec = step.spec;
        this.tally = tally;
        BulkExecutor executor = spec.executor;
        TaskFunction<Object, @Nullable Object> body = spec.function;
        // In place we can see whose thread a stage runs on, so that it is told when it would wait for itself.
        this.function = executor != null && executor.runsInPlace() ? run.borrowing(requireNonNull(body)) : body;
    }

    /** Returns the result; or what was made of a batch; or an {@link Outcome}. */
    Object attempt(Object load) {
        int failures = 0;
        while (true) {
            Throwable thrown;
            try {
                return once(load);
            } catch (Throwable e) {
                thrown = e;
            }
            failures++;
            FailurePolicy policy = spec.onFailure;
            if (!(thrown instanceof Exception e) || isFinal(e)) {
                return fail(load, thrown);
            }
            if (failures <= policy.retries()) {
                InterruptedException interrupt = pause(load, failures, e);
                if (interrupt != null) {
                    return fail(load, interrupt);
                }
            } else if (policy.skips()) {
                skip(load, e);
                return Outcome.NOTHING;
            } else {
                return fail(load, e);
            }
        }
    }

    private Object once(Object load) throws Throwable {
        if (function == null) {
            requireNonNull(spec.sink).accept(load);
            tally.add(Tally.WORKED, size(load));
            return Outcome.NOTHING;
        }
        BulkExecutor executor = spec.executor;
        Object result = executor == null ? function.apply(load) : Errand.run(step.name(), executor, function, load);
        if (spec.isBatch()) {
            return new Made(size(load), checked(result));
        }
        if (result == null) {
            tally.add(Tally.NO_RESULT, 1);
            if (run.notices().hasListeners()) {
                run.notices().tell(l -> l.dropped(step.name(), load, DropReason.NO_RESULT));
            }
            return Outcome.NOTHING;
        }
        return result;
    }

    private Object[] checked(@Nullable Object result) {
        if (result == null) {
            throw new NullPointerException("the function of '" + step.name()
                    + "' returned null for a batch: let it return an empty collection where nothing comes of it");
        }
        Object[] results = ((Collection<?>) result).toArray();
        for (int i = 0; i < results.length; i++) {
            if (results[i] == null) {
                throw new NullPointerException("result " + i + " of " + results.length + " of a batch in '"
                        + step.name() + "' is null: leave it out of the collection");
            }
        }
        return results;
    }

    private boolean isFinal(Exception e) {
        return Interruptions.isInterruption(e)
                || run.hasFailed()
                || (spec.executor != null && e instanceof RejectedExecutionException);
    }

    private Outcome fail(Object load, Throwable why) {
        boolean tried = !(spec.executor != null && why instanceof RejectedExecutionException);
        giveBack(load, tried);
        run.fail(step, why);
        return Outcome.FAILED;
    }

    void giveBack(Object load, boolean tried) {
        if (spec.isBatch()) {
            for (Object item : (List<?>) load) {
                run.giveBack(step, tried, item);
            }
        } else {
            run.giveBack(step, tried, load);
        }
    }

    private @Nullable InterruptedException pause(Object load, int retry, Exception why) {
        tally.add(Tally.RETRIES, 1);
        long nanos = spec.onFailure.pauseNanos(retry);
        if (run.notices().hasListeners()) {
            Duration pause = Duration.ofNanos(nanos);
            run.notices().tell(l -> l.retried(step.name(), load, retry, pause, why));
        }
        Flight.failed(step.pipeline, step.name(), "to be retried", why);
        tally.waitBegins(Tally.PAUSING);
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return null;
        } catch (InterruptedException e) {
            return e; // an abort, or somebody's interrupt, which is a failure
        } finally {
            tally.waitEnds();
        }
    }

    private void skip(Object load, Exception why) {
        tally.add(Tally.SKIPPED, size(load));
        Flight.failed(step.pipeline, step.name(), "skipped", why);
        if (spec.isBatch()) {
            for (Object item : (List<?>) load) {
                tellSkipped(item, why);
            }
        } else {
            tellSkipped(load, why);
        }
    }

    private void tellSkipped(Object item, Exception why) {
        var action = spec.onFailure.skipAction();
        if (action != null) {
            run.notices().guarded(() -> action.accept(item, why));
        }
        if (run.notices().hasListeners()) {
            run.notices().tell(l -> l.skipped(step.name(), item, why));
        }
    }

    private int size(Object load) {
        return spec.isBatch() ? ((List<?>) load).size() : 1;
    }
}
