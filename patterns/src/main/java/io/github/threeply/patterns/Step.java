package io.github.threeply.patterns;

import io.github.threeply.core.Channel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pipeline that runs: what it does, the channels before and after it, its part of the ledger.
 *
 * <p>The end of the pipeline, where a channel is given for it, is a step that does nothing and has no threads.
 */
final class Step {
    final StepSpec spec;
    final int index;

    /** Where the items come from; {@code null} for a source. */
    final @Nullable Channel<Object> in;

    /** Where results go; {@code null} for a sink. */
    final @Nullable Channel<Object> out;

    /** In which order results go; {@code null} where that does not matter. */
    final @Nullable OrderedLine line;

    /** One for each thread that works for the step, those of the step before included. */
    final List<Tally> tallies = new CopyOnWriteArrayList<>();

    /** Items that an abort took out of the channel with which the pipeline begins, where nobody had counted them. */
    final AtomicLong accepted = new AtomicLong();

    /** Threads that have not ended. The last one closes the channel after the step. */
    private final AtomicInteger live;

    private final AtomicInteger highWater = new AtomicInteger();

    /** The names of all steps of its pipeline; set before any of its threads starts. */
    String pipeline = "";

    /** A source said that there are no more items. */
    volatile boolean exhausted;

    Step(StepSpec spec, int index, @Nullable Channel<Object> in, @Nullable Channel<Object> out) {
        this.spec = spec;
        this.index = index;
        this.in = in;
        this.out = out;
        this.line = spec.window > 0 && spec.threads > 1 ? new OrderedLine(spec.window) : null;
        this.live = new AtomicInteger(spec.threads);
    }

    String name() {
        return spec.name;
    }

    /** Where the pipeline begins, and whose items nobody has counted before. */
    boolean isEntrance() {
        return index == 0 && in != null;
    }

    Tally newTally() {
        Tally tally = new Tally(this);
        tallies.add(tally);
        return tally;
    }

    long sum(int what) {
        long sum = 0;
        for (Tally tally : tallies) {
            sum += tally.get(what);
        }
        return sum;
    }

    /** For a thread of another step that is to work for this one. Returns false if all threads have ended. */
    boolean tryEnter() {
        int now;
        do {
            now = live.get();
            if (now == 0) {
                return false;
            }
        } while (!live.compareAndSet(now, now + 1));
        return true;
    }

    /** Returns whether this was the last thread. */
    boolean leave() {
        return live.decrementAndGet() == 0;
    }

    void sawDepth(int items) {
        if (items > highWater.get()) {
            highWater.accumulateAndGet(items, Math::max);
        }
    }

    int highWater() {
        return highWater.get();
    }
}
