package io.github.threeply.patterns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Delivers futures as they end. A future that is a {@link CompletionStage}, or one of ours, announces its end; any other
 * has no means to do so and is looked at, at first at once, then in growing pauses.
 *
 * <p>A future that was delivered is in none of the collections here any more, so it can be collected.
 */
final class AsCompleted<F extends Future<?>> implements Iterator<F> {
    private static final long SHORTEST_PAUSE_NANOS = 20_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;
    private static final long PAUSE_NANOS_FOR_EACH = 100; // ten times what a look at one takes

    private final LinkedBlockingQueue<F> ended = new LinkedBlockingQueue<>();
    private final List<F> silent = new ArrayList<>();
    private final int total;
    private final long limitNanos;
    private final long begin = System.nanoTime();
    private int pending;
    private @Nullable F ready;

    AsCompleted(Collection<F> futures, long limitNanos) {
        this.limitNanos = limitNanos;
        for (F future : Bulk.<F>copyOf(futures, "future")) {
            pending++;
            if (future instanceof CompletionStage<?> stage) {
                stage.whenComplete((value, failure) -> ended.add(future));
            } else if (future instanceof Fork<?> fork) {
                fork.whenDone(() -> ended.add(future));
            } else {
                silent.add(future);
            }
        }
        total = pending;
    }

    @Override
    public boolean hasNext() {
        if (ready == null && pending > 0) {
            ready = await();
            pending--;
        }
        return ready != null;
    }

    @Override
    public F next() {
        if (!hasNext() || ready == null) {
            throw new NoSuchElementException("all " + total + " futures were delivered");
        }
        F future = ready;
        ready = null;
        return future;
    }

    private F await() {
        long pause = SHORTEST_PAUSE_NANOS;
        while (true) {
            collectSilent();
            long left = limitNanos - (System.nanoTime() - begin);
            long wait = silent.isEmpty() ? left : Math.min(left, pause);
            try {
                // What has ended is delivered even when the limit is over, and to a thread that was interrupted.
                F future = ended.poll();
                if (future == null && pending == 1 && silent.size() == 1) {
                    awaitLast(left);
                    collectSilent();
                    future = ended.poll();
                } else if (future == null) {
                    future = ended.poll(wait, TimeUnit.NANOSECONDS);
                }
                if (future != null) {
                    return future;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TaskFailedException("interrupted while waiting for " + pending + " futures", e);
            }
            if (left <= 0) {
                throw new TasksPendingException(pending, total, TimeUnit.NANOSECONDS.toMillis(limitNanos));
            }
            pause = Math.min(pause * 2, Math.max(LONGEST_PAUSE_NANOS, silent.size() * PAUSE_NANOS_FOR_EACH));
        }
    }

    /** Nothing else can come, so there is no need to look again and again. */
    private void awaitLast(long nanos) throws InterruptedException {
        try {
            silent.get(0).get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException | TimeoutException e) {
            // Whoever gets the future sees how it ended; here only counts whether it has.
        }
    }

    private void collectSilent() {
        silent.removeIf(future -> future.isDone() && ended.add(future));
    }
}
