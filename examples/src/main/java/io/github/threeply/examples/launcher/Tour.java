package io.github.threeply.examples.launcher;

import io.github.threeply.examples.CounterLocks;
import io.github.threeply.examples.CpuBound;
import io.github.threeply.examples.DeadlockFound;
import io.github.threeply.examples.GatherPages;
import io.github.threeply.examples.HashJdk;
import io.github.threeply.examples.IoBound;
import io.github.threeply.examples.NamedThreads;
import io.github.threeply.examples.NumberPipeline;
import io.github.threeply.examples.OneProcess;
import io.github.threeply.examples.ParallelSquares;
import io.github.threeply.examples.PipeCount;
import io.github.threeply.examples.ProcessPool;
import io.github.threeply.examples.SameProgram;
import io.github.threeply.examples.SharedTotal;
import io.github.threeply.examples.ThreadPool;
import io.github.threeply.examples.WhichModel;
import io.github.threeply.examples.WorkQueue;
import io.github.threeply.patterns.PipelineFailedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** The examples in the order of the tour, some of them in a shorter form. */
final class Tour {
    private static final String[] NONE = {};

    /** Somebody who kills all the time is not waited out for ever. */
    private static final int MOST_REPEATS = 40;

    private Tour() {}

    /** One example of the tour: its name, what there is to see, and how to run it. */
    record Stop(String name, String explanation, Body body) {}

    /** Runs an example. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    static List<Stop> stops(int workers, HashJdk.Progress files, HashJdk.Progress rounds) {
        return List.of(
                new Stop(
                        "threads",
                        "A thread that is joined takes all its steps; a daemon keeps no JVM alive.",
                        again(Tour::threads)),
                new Stop(
                        "thread-pool",
                        "Results come in the order of submission; five tasks on three threads take two rounds.",
                        () -> ThreadPool.show(Duration.ofMillis(300))),
                new Stop(
                        "counter-locks",
                        "Every way of excluding others counts right; without one, updates are lost.",
                        () -> CounterLocks.show(20_000)),
                new Stop(
                        "deadlock",
                        "Two threads that wait for each other are found and named; locks taken in one order never do.",
                        () -> DeadlockFound.main(NONE)),
                new Stop(
                        "pipeline",
                        "A full queue slows the producer down; an event stops both sides, and the books balance.",
                        () -> NumberPipeline.show(Duration.ofMillis(300))),
                new Stop(
                        "io-bound",
                        "Who only waits can wait for all at once: the same nine pages in four ways.",
                        () -> IoBound.main(NONE)),
                new Stop(
                        "gather",
                        "Failures come back among the results, each in its place.",
                        () -> GatherPages.main(NONE)),
                new Stop(
                        "process",
                        "A process has a name, a pid, and an end that says how it came.",
                        again(Tour::process)),
                new Stop(
                        "parallel-squares",
                        "Nine tasks in as many processes as the pool has workers.",
                        () -> ParallelSquares.main(NONE)),
                new Stop(
                        "same-program",
                        "The same program over threads and processes: one line differs.",
                        again(() -> SameProgram.main(NONE))),
                new Stop(
                        "work-queue",
                        "Workers empty a queue, each item once, and end when it is closed: by threads, by processes.",
                        () -> WorkQueue.main(NONE)),
                new Stop(
                        "process-pool",
                        "What fails, hangs or kills its worker fails alone, and says why.",
                        () -> ProcessPool.main(NONE)),
                new Stop(
                        "pipe",
                        "A process sends what it counted; 16 MiB go there and back, and nobody waits for the other.",
                        again(() -> PipeCount.main(NONE))),
                new Stop(
                        "shared-value",
                        "One step each, or under a lock: always 450. Read, then written: updates are lost.",
                        again(() -> SharedTotal.main(NONE))),
                new Stop(
                        "cpu-bound",
                        "The same ten sums one after another, by threads, and by processes.",
                        () -> CpuBound.show(List.of(CpuBound.Mode.values()), workers, 50)),
                new Stop(
                        "which-model",
                        "Which model for which work: measured here, once ('run which-model' does it three times).",
                        () -> ModelTrials.show(WhichModel.kinds(), 1, rounds)),
                new Stop(
                        "hash-jdk",
                        "Real input: every class file of this JDK; a worker is killed in the middle, and nothing is lost.",
                        () -> HashJdk.show("/modules", workers, files)));
    }

    private static void threads() throws Exception {
        expect(NamedThreads.show().exitCode() == 0, "the second JVM was killed");
    }

    private static void process() throws Exception {
        List<Integer> asTheyShould = List.of(0, 143); // the second is terminated
        expect(OneProcess.show().equals(asTheyShould), "somebody has killed a process");
    }

    private static void expect(boolean kept, String otherwise) {
        if (!kept) {
            throw new IllegalStateException(otherwise);
        }
    }

    /**
     * An example of bare processes, once more if somebody has killed one. A pool runs again what may run twice; of a process
     * only the caller knows whether that is right.
     */
    private static Body again(Body body) {
        return () -> {
            for (int left = MOST_REPEATS; ; left--) {
                try {
                    body.run();
                    return;
                } catch (IllegalStateException | PipelineFailedException | ExecutionException e) {
                    if (left == 0) {
                        throw e;
                    }
                    System.out.println("   (once more: " + Failures.oneLine(e) + ")");
                }
            }
        };
    }
}
