package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Results over bulk results, in the order of the arguments or as they come.
 *
 * <p>The look-ahead is the number of credits given at first, and one credit is given back for each result that leaves
 * {@link #take}: not earlier, or a {@code hasNext} would hold one more than allowed.
 */
final class MappedResults<A extends @Nullable Object, R extends @Nullable Object> implements Results<R> {
    private final Bulk<A, R> bulk;
    private final boolean ordered;
    private final Duration grace;
    private final EarlyResults<R> early = new EarlyResults<>(); // only when ordered
    private @Nullable Outcome<R> ready; // found by hasNext, not taken yet
    private @Nullable RuntimeException broken; // what the executor threw instead of taking a credit
    private boolean reading;
    private boolean ended;

    MappedResults(Bulk<A, R> bulk, boolean ordered, Duration grace) {
        this.bulk = bulk;
        this.ordered = ordered;
        this.grace = grace;
    }

    /** Finds the next result, waiting for it. */
    private boolean find() throws ExecutionException, InterruptedException {
        if (ready != null) {
            return true;
        }
        if (ended) {
            return false;
        }
        Outcome<R> outcome;
        try {
            if (broken != null) {
                throw broken;
            }
            outcome = ordered ? nextInOrder() : nextToCome();
        } catch (InterruptedException e) {
            end(e);
            throw e;
        } catch (RuntimeException | Error e) {
            // Of the source of arguments, or of an executor that was shut down.
            throw end(new ExecutionException(e));
        }
        if (outcome == null) {
            ended = true;
            return false;
        }
        Throwable failure = outcome.failure();
        if (failure != null) {
            throw end(new ExecutionException(failure));
        }
        ready = outcome;
        return true;
    }

    private @Nullable Outcome<R> nextInOrder() throws InterruptedException {
        Outcome<R> outcome = early.poll();
        while (outcome == null && bulk.next()) {
            if (bulk.index() == early.turn()) {
                outcome = bulk.outcome();
                early.skip();
            } else {
                early.put(bulk.index(), bulk.outcome());
            }
        }
        return outcome;
    }

    private @Nullable Outcome<R> nextToCome() throws InterruptedException {
        return bulk.next() ? bulk.outcome() : null;
    }

    private R take() throws ExecutionException {
        Outcome<R> outcome = requireNonNull(ready);
        ready = null;
        try {
            bulk.request(1);
        } catch (RuntimeException e) {
            broken = e; // the result in our hands is good: this is for the next one
        }
        return outcome.get();
    }

    /** Ends the reading with what will be thrown, once the rest has ended. */
    private <X extends Exception> X end(X thrown) {
        ended = true;
        List<Throwable> failures = early.clear();
        @Nullable Throwable why = thrown instanceof ExecutionException ? thrown.getCause() : thrown;
        bulk.cancelAndWaitOrThrow(grace, failures, why, "argument");
        return Bulk.withSuppressed(thrown, failures);
    }

    private void beginReading() {
        if (reading) {
            throw new IllegalStateException("results can be read once, and these were read or closed before");
        }
        reading = true;
    }

    @Override
    public Iterator<R> iterator() {
        beginReading();
        return new Reader();
    }

    private final class Reader implements Iterator<R> {
        @Override
        public boolean hasNext() {
            try {
                return find();
            } catch (ExecutionException e) {
                throw unchecked("a task of a map has failed: ", e, e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unchecked("interrupted while waiting for results: ", e, e);
            }
        }

        private TaskFailedException unchecked(String what, Exception e, Throwable cause) {
            return Bulk.withSuppressed(new TaskFailedException(what + cause, cause), List.of(e.getSuppressed()));
        }

        @Override
        public R next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all results were read");
            }
            try {
                return take();
            } catch (ExecutionException e) {
                throw new AssertionError("only a value is ever ready", e);
            }
        }
    }

    @Override
    public Stream<R> stream() {
        int traits = ordered ? Spliterator.ORDERED : 0;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), traits), false)
                .onClose(this::close);
    }

    @Override
    public List<R> toList() throws ExecutionException, InterruptedException {
        beginReading();
        List<R> all = new ArrayList<>();
        while (find()) {
            all.add(take());
        }
        return Collections.unmodifiableList(all);
    }

    @Override
    public void close() {
        reading = true;
        ready = null;
        if (!ended) {
            ended = true;
            early.clear();
            bulk.cancelAndWaitOrThrow(grace, new ArrayList<>(), null, "argument");
        }
    }
}
