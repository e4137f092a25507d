package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.TaskFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bulk results, and the knowledge of which arguments have no outcome yet. For one reader, as they are.
 *
 * @param <A> the type of the arguments
 * @param <R> the type of the results
 */
final class Bulk<A extends @Nullable Object, R extends @Nullable Object> {
    /** How long cancelled work may take to end. */
    static final Duration GRACE = Duration.ofSeconds(10);

    /** How often to look whether the executor has been shut down behind our back. */
    static final Duration LOOK = Duration.ofSeconds(1);

    private final BulkExecutor executor;
    private final BulkResults<R> results;
    private final OpenNumbers underWay = new OpenNumbers();

    Bulk(
            BulkExecutor executor,
            TaskFunction<? super A, ? extends R> function,
            Iterator<? extends A> arguments,
            int credits) {
        this.executor = executor;
        this.results = executor.submitEach(function, new Counting(arguments), credits);
    }

    /** What is applied to each argument where the arguments are the tasks. It can travel; whether a task can is its own. */
    static <T extends @Nullable Object> TaskFunction<Callable<? extends T>, T> call() {
        return Callable::call;
    }

    /** Notes what is taken from the source. */
    private final class Counting implements Iterator<A> {
        private final Iterator<? extends A> source;

        Counting(Iterator<? extends A> source) {
            this.source = source;
        }

        @Override
        public boolean hasNext() {
            return source.hasNext();
        }

        @Override
        public A next() {
            A argument = source.next();
            underWay.open();
            return argument;
        }
    }

    /**
     * Moves to the next outcome, waiting for it.
     *
     * @return whether there is one
     * @throws CancellationException if the executor has ended and will never run what is left
     * @throws RuntimeException what the source of arguments threw; an error likewise
     */
    boolean next() throws InterruptedException {
        return next(Long.MAX_VALUE);
    }

    /**
     * Moves to the next outcome, waiting for it at most so long. What is there is moved to even when no time is left.
     *
     * @return whether it moved; if not, {@link #isDone} tells whether there are no more
     */
    boolean next(long limitNanos) throws InterruptedException {
        if (tryNext(Duration.ZERO)) {
            return true; // mostly; without a look at the clock
        }
        long begin = System.nanoTime();
        boolean terminated = false;
        while (true) {
            long left = limitNanos - (System.nanoTime() - begin);
            if (tryNext(
                    terminated ? Duration.ZERO : left < LOOK.toNanos() ? Duration.ofNanos(Math.max(0, left)) : LOOK)) {
                return true;
            }
            if (isDone()) {
                return false;
            }
            if (terminated) {
                throw new CancellationException(
                        "the executor was shut down and will never run " + underWay.size() + " of its tasks");
            }
            terminated = executor.isTerminated(); // one more look, for what ended just before
            if (left <= 0 && !terminated) {
                return false;
            }
        }
    }

    /** Whether there are no more outcomes. */
    boolean isDone() {
        return results.isDrained() || underWay.isEmpty();
    }

    private boolean tryNext(Duration limit) throws InterruptedException {
        boolean moved = results.tryNext(limit);
        if (moved) {
            underWay.close(results.index());
        }
        return moved;
    }

    long index() {
        return results.index();
    }

    /** Why there is no value, or null. */
    @Nullable
    Throwable failure() {
        return results.failure();
    }

    R value() throws ExecutionException {
        return results.value();
    }

    Outcome<R> outcome() {
        Throwable failure = results.failure();
        if (failure != null) {
            return new Outcome.Failure<>(failure);
        }
        try {
            return new Outcome.Success<>(results.value());
        } catch (Exception e) {
            return new Outcome.Failure<>(e);
        }
    }

    void request(int credits) {
        results.request(credits);
    }

    /** Cancels what is under way and does not wait. The only method here that any thread may call. */
    void cancel() {
        results.cancel();
    }

    /**
     * Cancels all that is under way and waits until its code has ended, at most for the grace time. An interrupt does not
     * shorten the wait, and stays set.
     *
     * @param failures collects what the cancelled code threw, except for interruptions
     * @return the places of the arguments whose code still runs
     */
    List<Long> cancelAndWait(Duration grace, List<Throwable> failures) {
        return cancelAndWait(grace, failures, bulk -> addIfReal(bulk.results.failure(), failures));
    }

    private List<Long> cancelAndWait(Duration grace, List<Throwable> failures, Consumer<Bulk<A, R>> onOutcome) {
        results.cancel();
        long graceNanos = Limits.nanos(grace);
        long begin = System.nanoTime();
        boolean interrupted = false;
        boolean terminated = false;
        while (!underWay.isEmpty() && !results.isDrained()) {
            long left = graceNanos - (System.nanoTime() - begin);
            try {
                if (tryNext(terminated ? Duration.ZERO : Duration.ofNanos(Math.min(left, LOOK.toNanos())))) {
                    onOutcome.accept(this);
                } else if (terminated) {
                    underWay.clear(); // nobody runs it
                } else if (left <= 0) {
                    break;
                }
                terminated = executor.isTerminated();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (RuntimeException | Error e) {
                failures.add(e); // of the source of arguments
            }
        }
        results.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return underWay.toList();
    }

    /** As {@link #cancelAndWait}, and throws if that was in vain. */
    void cancelAndWaitOrThrow(Duration grace, List<Throwable> failures, @Nullable Throwable why, String what) {
        throwIfRunning(cancelAndWait(grace, failures), grace, failures, why, what);
    }

    /** Likewise for tasks whose time is over; each outcome that comes is given to somebody. */
    void timeOut(Duration grace, List<Throwable> failures, Throwable why, Consumer<Bulk<A, R>> onOutcome) {
        throwIfRunning(cancelAndWait(grace, failures, onOutcome), grace, failures, why, "task");
    }

    /** What has no outcome yet. */
    List<Long> underWay() {
        return underWay.toList();
    }

    private static void throwIfRunning(
            List<Long> indices, Duration grace, List<Throwable> failures, @Nullable Throwable why, String what) {
        List<String> running = new ArrayList<>();
        for (long index : indices) {
            running.add(what + " " + index);
        }
        if (!running.isEmpty()) {
            throw withSuppressed(new TasksStillRunningException(running, grace, why), failures);
        }
    }

    static void addIfReal(@Nullable Throwable failure, List<Throwable> failures) {
        @Nullable Throwable real = failure instanceof CancellationException ? failure.getCause() : failure;
        if (real != null && !Interruptions.isInterruption(real)) {
            failures.add(real);
        }
    }

    @SuppressWarnings("ReferenceEquality") // an exception may not suppress itself; what equals it, it may
    static <X extends Throwable> X withSuppressed(X thrown, List<Throwable> failures) {
        for (Throwable failure : failures) {
            if (failure != thrown && failure != thrown.getCause()) {
                thrown.addSuppressed(failure);
            }
        }
        return thrown;
    }

    /** The elements of a collection that must have none that is null, looked at before any is submitted. */
    static <E> List<E> copyOf(Iterable<? extends E> elements, String what) {
        List<E> copy = new ArrayList<>();
        for (E element : elements) {
            copy.add(requireNonNull(element, () -> what + " " + copy.size()));
        }
        return copy;
    }
}
