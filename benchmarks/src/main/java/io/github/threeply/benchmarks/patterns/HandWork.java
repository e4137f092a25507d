package io.github.threeply.benchmarks.patterns;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** By hand: a loop for each stage, and queues between them. */
abstract class HandWork extends PipelineWork {

    /** The loop of stage 1. */
    abstract void make(long count) throws Exception;

    /** The loop of stage 2. */
    abstract void next() throws Exception;

    /** The loop of stage 3. Returns the sum. */
    abstract long add() throws Exception;

    /** Makes the queues. */
    abstract void begin();

    @Override
    final long send(long count) throws Exception {
        begin();
        List<FutureTask<Long>> loops = List.of(
                start(() -> {
                    make(count);
                    return 0L;
                }),
                start(() -> {
                    next();
                    return 0L;
                }),
                start(this::add));
        long sum = 0;
        for (FutureTask<Long> loop : loops) {
            sum += loop.get();
        }
        return sum;
    }

    private static FutureTask<Long> start(Callable<Long> body) {
        FutureTask<Long> loop = new FutureTask<>(body);
        Thread thread = new Thread(loop);
        thread.setDaemon(true);
        thread.start();
        return loop;
    }
}
