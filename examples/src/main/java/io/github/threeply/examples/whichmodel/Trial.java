package io.github.threeply.examples.whichmodel;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.ipc.process.WorkerExit;
import io.github.threeply.ipc.process.WorkerProcess;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Does a kind of work under a model and looks at the clock. */
final class Trial {
    private Trial() {}

    /** Measures work of ours. What ends its JVM is not tried in this one: threads do it in a child. */
    static Measurement of(Work work, Model model, int processors) throws InterruptedException {
        int workers = workers(work, model, processors);
        return work == Work.CRASH && model != Model.PROCESSES
                ? inAChild(work, model, workers)
                : measured(model, workers, work.task(), work.tasks());
    }

    private static int workers(Work work, Model model, int processors) {
        return switch (model) {
            case ONE_THREAD -> 1;
            case VIRTUAL_THREADS -> 0;
            case THREADS, PROCESSES -> work.workers(processors);
        };
    }

    /** Measures any work. Each worker has done something before the clock is started, and each code is compiled once. */
    static <R> Measurement measured(Model model, int workers, TaskFunction<Integer, R> task, int tasks)
            throws InterruptedException {
        resetHeapPeak();
        long before = System.nanoTime();
        try (BulkExecutor pool = model.start(workers)) {
            run(pool, (Integer i) -> i, 2 * Math.max(1, workers));
            long start = System.nanoTime();
            Tally tally = run(pool, task, tasks);
            long end = System.nanoTime();
            return new Measurement(
                    model,
                    workers,
                    Duration.ofNanos(start - before),
                    Duration.ofNanos(end - start),
                    tally.done,
                    tasks,
                    tally.processorNanos,
                    tally.note(heapPeak()));
        }
    }

    /** Threads share their process, so what ends it ends all of them. */
    private static Measurement inAChild(Work work, Model model, int workers) throws InterruptedException {
        long start = System.nanoTime();
        try (WorkerProcess child = WorkerProcess.start("threads", connection -> {
            try (BulkExecutor pool = model.start(workers)) {
                connection.send(run(pool, work.task(), work.tasks()).done);
            }
        })) {
            int done = 0;
            try {
                done = child.connection().receive() instanceof Integer count ? count : 0;
            } catch (ChannelFailedException e) {
                // It ended before it could say anything; its exit tells how.
            }
            WorkerExit exit = child.join();
            return new Measurement(
                    model,
                    workers,
                    Duration.ZERO,
                    Duration.ofNanos(System.nanoTime() - start),
                    done,
                    work.tasks(),
                    0,
                    exit.isNormal() ? "" : "its JVM ended with code " + exit.code() + ", and every result with it");
        }
    }

    private static <R> Tally run(BulkExecutor pool, TaskFunction<Integer, R> task, int tasks)
            throws InterruptedException {
        Tally tally = new Tally();
        try (BulkResults<R> results =
                pool.submitEach(task, IntStream.range(0, tasks).iterator(), tasks)) {
            while (results.next()) {
                Throwable failure = results.failure();
                if (failure == null) {
                    tally.done++;
                    tally.processorNanos += results.value() instanceof Long nanos ? nanos : 0;
                } else {
                    tally.failed++;
                    tally.first = tally.failed == 1 ? failure.getClass().getSimpleName() : tally.first;
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a result had a value and has none", e);
        }
        return tally;
    }

    private static final class Tally {
        private long processorNanos;
        private int done;
        private int failed;
        private String first = "";

        String note(long heap) {
            String failures = failed == 0 ? "" : failed + " failed alone (" + first + "); ";
            return failures + "heap of this JVM at most " + (heap >> 20) + " MiB";
        }
    }

    private static void resetHeapPeak() {
        System.gc(); // what others left is not to be counted
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long heapPeak() {
        return heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }

    private static Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }
}
