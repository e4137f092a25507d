package io.github.threeply.patterns;

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
    private boolean found; // by hasNext, and not taken yet
    private @Nullable R ready; // then; an outcome for each of millions would cost as much as it does to read them
    private @Nullable Throwable failure; // of the one that was moved to
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
        if (found) {
            return true;
        }
        if (ended) {
            return false;
        }
        boolean moved;
        try {
            if (broken != null) {
                throw broken;
            }
            moved = ordered ? nextInOrder() : nextToCome();
        } catch (InterruptedException e) {
            end(e);
            throw e;
        } catch (RuntimeException | Error e) {
            // Of the source of arguments, or of an executor that was shut down.
            throw end(new ExecutionException(e));
        }
        if (!moved) {
            ended = true;
            return false;
        }
        if (failure != null) {
            throw end(new ExecutionException(failure));
        }
        found = true;
        return true;
    }

    private boolean nextInOrder() throws InterruptedException {
        Outcome<R> kept = early.poll();
        if (kept != null) {
            failure = kept.failure();
            ready = kept instanceof Outcome.Success<R> success ? success.value() : null;
            return true;
        }
        while (bulk.next()) {
            if (bulk.index() == early.turn()) {
                early.skip();
                return reads();
            }
            early.put(bulk.index(), bulk.outcome());
        }
        return false;
    }

    private boolean nextToCome() throws InterruptedException {
        return bulk.next() && reads();
    }

    private boolean reads() {
        failure = bulk.failure();
        if (failure == null) {
            try {
                ready = bulk.value();
            } catch (Exception e) {
                failure = e;
            }
        }
        return true;
    }

    @SuppressWarnings("NullAway") // it is there, and as nullable as R
    private R take() {
        R value = ready;
        ready = null;
        found = false;
        try {
            bulk.request(1);
        } catch (RuntimeException e) {
            broken = e; // the result in our hands is good: this is for the next one
        }
        return value;
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
            return take();
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
        found = false;
        ready = null;
        if (!ended) {
            ended = true;
            early.clear();
            bulk.cancelAndWaitOrThrow(grace, new ArrayList<>(), null, "argument");
        }
    }
}
