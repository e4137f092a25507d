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
import io.github.threeply.examples.WorkQueue;
import io.github.threeply.examples.whichmodel.WhichModel;
import java.time.Duration;
import java.util.List;

/** The examples in the order of the tour, some of them in a shorter form. */
final class Tour {
    private static final String[] NONE = {};

    private Tour() {}

    /** One example of the tour: its name, what there is to see, and how to run it. */
    record Stop(String name, String explanation, Body body) {}

    /** Runs an example. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    static List<Stop> stops(int workers, HashJdk.Progress progress) {
        return List.of(
                new Stop(
                        "threads",
                        "A thread that is joined takes all its steps; a daemon keeps no JVM alive.",
                        () -> NamedThreads.main(NONE)),
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
                        Tour::ioBound),
                new Stop(
                        "gather",
                        "Failures come back among the results, each in its place.",
                        () -> GatherPages.main(NONE)),
                new Stop(
                        "process",
                        "A process has a name, a pid, and an end that says how it came.",
                        () -> OneProcess.main(NONE)),
                new Stop(
                        "parallel-squares",
                        "Nine tasks in as many processes as the pool has workers.",
                        () -> ParallelSquares.main(NONE)),
                new Stop(
                        "same-program",
                        "The same program over threads and processes: one line differs.",
                        () -> SameProgram.main(NONE)),
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
                        () -> PipeCount.main(NONE)),
                new Stop(
                        "shared-value",
                        "One step each, or under a lock: always 450. Read, then written: updates are lost.",
                        Tour::sharedValue),
                new Stop("cpu-bound", "The same ten sums by threads, and by processes.", () -> cpuBound(workers)),
                new Stop(
                        "which-model",
                        "Which model for which work: measured here, once ('run which-model' does it three times).",
                        () -> WhichModel.show(null, null, 1, (what, done, of) -> {})),
                new Stop(
                        "hash-jdk",
                        "Real input: every class file of this JDK; a worker is killed in the middle, and nothing is lost.",
                        () -> HashJdk.show(workers, progress)));
    }

    private static void cpuBound(int workers) throws Exception {
        CpuBound.Comparison byThreads = CpuBound.show(CpuBound.Mode.THREADS, workers, 50);
        CpuBound.Comparison byProcesses = CpuBound.compare(CpuBound.Mode.PROCESSES, workers, 50);
        System.out.println(byProcesses);
        expect(byProcesses.sums().values().equals(byThreads.sums().values()), "the sums of processes differ");
    }

    private static void sharedValue() throws Exception {
        SharedTotal.Result result = SharedTotal.show();
        expect(result.total() == 450, "the total is " + result.total());
        expect(result.lockedTotal() == 450, "the total under a lock is " + result.lockedTotal());
    }

    private static void expect(boolean kept, String otherwise) {
        if (!kept) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static void ioBound() throws Exception {
        for (IoBound.Mode mode : IoBound.Mode.values()) {
            System.out.println(IoBound.summary(mode, IoBound.run(mode)));
        }
    }
}
