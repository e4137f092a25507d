package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what a thread of a step works on next: an item, or a batch. */
final class Intake {
    private final PipelineRun run;
    private final Step step;
    private final Channel<Object> in;
    private final Tally tally;

    Intake(PipelineRun run, Step step, Tally tally) {
        this.run = run;
        this.step = step;
        this.in = requireNonNull(step.in);
        this.tally = tally;
    }

    /**
     * Returns the next item, or list of items, or {@code null} if the thread is to end: because there are no more, or
     * because the pipeline has failed, maybe just now. Nothing is in its hands then.
     */
    @Nullable
    Object next() {
        Object first = guarded(this::first);
        if (first == null) {
            return null;
        }
        tally.add(Tally.TAKEN, 1);
        if (!step.spec.isBatch()) {
            if (run.hasFailed()) {
                run.giveBack(step, false, first);
                return null;
            }
            return first;
        }
        return batch(first);
    }

    /** An interrupt is noticed by the waiting form only. */
    private @Nullable Object first() throws InterruptedException {
        Object item = Thread.currentThread().isInterrupted() ? null : in.tryTake();
        if (item != null) {
            return item;
        }
        tally.waitBegins(Tally.FOR_INPUT);
        try {
            return in.take();
        } finally {
            tally.waitEnds();
        }
    }

    private @Nullable Object batch(Object first) {
        List<Object> items = new ArrayList<>();
        items.add(first);
        if (guarded(() -> collect(items)) == null || run.hasFailed()) {
            for (Object item : items) {
                run.giveBack(step, false, item);
            }
            return null;
        }
        return List.of(items.toArray()); // it can travel, and who gets it cannot change what may have to be given back
    }

    /** Fills up the list until it is full, its first item too old, or the stream at its end. */
    private Object collect(List<Object> items) throws InterruptedException {
        int max = step.spec.maxBatch;
        long age = step.spec.maxAgeNanos;
        take(items, max - items.size());
        if (items.size() == max || age == 0) {
            return items;
        }
        long began = System.nanoTime();
        while (items.size() < max) {
            long left = age - (System.nanoTime() - began);
            Object item = left <= 0 ? null : waitFor(left);
            if (item == null) {
                break; // too old, or the stream has ended: the next take tells
            }
            items.add(item);
            tally.add(Tally.TAKEN, 1);
            take(items, max - items.size());
        }
        return items;
    }

    private void take(List<Object> items, int max) {
        // One by one: what was taken is counted at once, and is in the list whatever the channel throws after it.
        for (int i = 0; i < max; i++) {
            Object item = in.tryTake();
            if (item == null) {
                return;
            }
            items.add(item);
            tally.add(Tally.TAKEN, 1);
        }
    }

    private @Nullable Object waitFor(long nanos) throws InterruptedException {
        tally.waitBegins(Tally.FOR_INPUT);
        try {
            return in.tryTake(Duration.ofNanos(nanos));
        } finally {
            tally.waitEnds();
        }
    }

    @FunctionalInterface
    private interface Taking {
        @Nullable
        Object take() throws InterruptedException;
    }

    private @Nullable Object guarded(Taking taking) {
        try {
            return taking.take();
        } catch (ChannelFailedException e) {
            if (!run.hasFailed()) {
                run.fail(step, requireNonNull(e.getCause())); // from outside; else it is our own doing
            }
            return null;
        } catch (Throwable e) {
            // An interrupt is ours only when the pipeline has failed, and then this changes nothing; else somebody's
            // code
            // did it. Anything else is a channel from outside that is broken.
            run.fail(step, e);
            return null;
        }
    }
}
