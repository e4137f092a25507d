package io.github.threeply.patterns;

import io.github.threeply.core.Channel;
import io.github.threeply.core.TaskFunction;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pipeline that runs: what it does, the channels before and after it, its part of the ledger. Types are
 * checked where the pipeline is described; in here every item is an object.
 *
 * <p>The end of the pipeline, where a channel is given for it, is a step that does nothing and has no threads.
 */
final class Step {

    /** What a step does; exactly one of the three. */
    record Work(
            @Nullable Source<Object> source,
            @Nullable TaskFunction<Object, @Nullable Object> function,
            @Nullable Sink<Object> sink) {}

    final String name;
    final int threads;
    final Work work;

    /** Where the items come from; {@code null} for a source. */
    final @Nullable Channel<Object> in;

    /** Where results go; {@code null} for a sink. */
    final @Nullable Channel<Object> out;

    /** Threads that have not ended. The last one closes the channel after the step. */
    final AtomicInteger live;

    /** Counted before the item is put into the channel before this step, so that it is never behind what comes later. */
    final LongAdder received = new LongAdder();

    final LongAdder dropped = new LongAdder();

    /** A source said that there are no more items. */
    volatile boolean exhausted;

    Step(String name, int threads, Work work, @Nullable Channel<Object> in, @Nullable Channel<Object> out) {
        this.name = name;
        this.threads = threads;
        this.work = work;
        this.in = in;
        this.out = out;
        this.live = new AtomicInteger(threads);
    }
}
