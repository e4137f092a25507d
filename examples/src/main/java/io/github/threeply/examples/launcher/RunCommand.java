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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one example: each is a subcommand, with the options it has. */
@Command(name = "run", description = "Runs an example.")
final class RunCommand {
    private static final String[] NONE = {};

    @Command(
            name = "threads",
            description = "Two threads with names: one is joined, one is a daemon and keeps no JVM alive.")
    void threads() throws Exception {
        NamedThreads.main(NONE);
    }

    @Command(
            name = "thread-pool",
            description = "Results in order of submission, and five tasks on three threads in two rounds.")
    void threadPool() throws Exception {
        ThreadPool.show(Duration.ofSeconds(1));
    }

    @Command(
            name = "counter-locks",
            description = "One counter over every way of excluding others, and the updates it loses over none.")
    void counterLocks(
            @Option(
                            names = "--additions",
                            paramLabel = "N",
                            defaultValue = "50000",
                            converter = PositiveInt.class,
                            description = "How often each thread adds one (default: ${DEFAULT-VALUE}).")
                    int additions)
            throws Exception {
        CounterLocks.show(additions);
    }

    @Command(
            name = "deadlock",
            description = "Two locks taken crosswise: found, named and broken; in one order: no deadlock.")
    void deadlock() throws Exception {
        DeadlockFound.main(NONE);
    }

    @Command(
            name = "pipeline",
            description = "A producer and a slower consumer, stopped by an event: nothing hangs, nothing is left.")
    void pipeline() throws Exception {
        NumberPipeline.main(NONE);
    }

    @Command(
            name = "parallel-squares",
            description = "The squares of 1 to 9, each with the worker process that computed it.")
    void parallelSquares() throws Exception {
        ParallelSquares.main(NONE);
    }

    @Command(
            name = "process-pool",
            description = "Pages fetched by worker processes; what fails, hangs or kills its worker fails alone.")
    void processPool() throws Exception {
        ProcessPool.main(NONE);
    }

    @Command(
            name = "same-program",
            description = "One program over threads and over processes: what differs is the line that makes the pool.")
    void sameProgram() throws Exception {
        SameProgram.main(NONE);
    }

    @Command(
            name = "work-queue",
            description = "A queue and its workers: every item done once, by threads or by processes, and all end.")
    void workQueue() throws Exception {
        WorkQueue.main(NONE);
    }

    @Command(name = "process", description = "A process with a name: alive, ended, or terminated, and how it ended.")
    void process() throws Exception {
        OneProcess.main(NONE);
    }

    @Command(
            name = "shared-value",
            description = "Nine processes add to one shared value: always 450; and what is lost without one step.")
    void sharedValue() throws Exception {
        SharedTotal.main(NONE);
    }

    @Command(
            name = "pipe",
            description = "A process counts to a hundred million and sends the sum; then 16 MiB, both ways.")
    void pipe() throws Exception {
        PipeCount.main(NONE);
    }

    @Command(name = "gather", description = "Downloads at once, the failed ones in their places among the results.")
    void gather() throws Exception {
        GatherPages.main(NONE);
    }

    @Command(
            name = "cpu-bound",
            description = "Sums of squares below three million: sequential, by threads, by worker processes.")
    void cpuBound(
            @Option(
                            names = "--mode",
                            paramLabel = "MODE",
                            converter = Modes.Cpu.class,
                            description = "sequential, threads or processes (default: all).")
                    CpuBound.@Nullable Mode mode,
            @Option(
                            names = "--times",
                            paramLabel = "N",
                            defaultValue = "50",
                            converter = PositiveInt.class,
                            description = "How often each sum is computed (default: ${DEFAULT-VALUE}).")
                    int times,
            @Mixin Workers workers)
            throws Exception {
        CpuBound.show(mode == null ? List.of(CpuBound.Mode.values()) : List.of(mode), workers.count(), times);
    }

    @Command(
            name = "io-bound",
            description = "Nine slow pages of a local server: sequential, by threads, by worker processes, async.")
    void ioBound(
            @Option(
                            names = "--mode",
                            paramLabel = "MODE",
                            converter = Modes.Io.class,
                            description = "sequential, threads, processes or async (default: all).")
                    IoBound.@Nullable Mode mode)
            throws Exception {
        IoBound.main(mode == null ? NONE : new String[] {mode.name()});
    }

    @Command(
            name = "which-model",
            description = "Which model for which work, measured on this machine; a page with charts, and advice.")
    void whichModel(
            @Option(
                            names = "--task",
                            paramLabel = "CLASS",
                            converter = OwnTask.Name.class,
                            description = "Measure this too: a class of yours that implements Task.")
                    @Nullable
                    String task,
            @Option(
                            names = "--page",
                            paramLabel = "FILE",
                            converter = WritableFile.class,
                            defaultValue = "which-model.html",
                            description = "Where to write the page (default: ${DEFAULT-VALUE}).")
                    Path page,
            @Option(
                            names = "--rounds",
                            paramLabel = "N",
                            defaultValue = "3",
                            converter = PositiveInt.class,
                            description = "How often each is measured; the middle counts (default: ${DEFAULT-VALUE}).")
                    int rounds,
            @Option(names = "--quiet", description = "No progress bar.", defaultValue = "false") boolean quiet)
            throws Exception {
        List<WhichModel.Work> works = new ArrayList<>(WhichModel.kinds());
        if (task != null) {
            works.add(0, OwnTask.work(task));
        }
        try (ProgressBars bars = ProgressBars.unless(quiet, " rounds")) {
            List<ModelTrials.Trial> trials = ModelTrials.show(works, rounds, bars);
            Files.writeString(page, Page.of(machine(), trials));
            System.out.println("page: " + page);
            System.out.println("In short, for this machine:");
            trials.forEach(trial -> System.out.println("  " + ModelTrials.inShort(trial)));
        }
    }

    private static String machine() {
        return String.format(
                Locale.ROOT,
                "%d processors, JDK %s, %s %s, largest heap %d MiB",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().maxMemory() >> 20);
    }

    @Command(
            name = "hash-jdk",
            description = "Digests every class file of the JDK, by threads and processes; kills a worker on the way.")
    void hashJdk(
            @Mixin Workers workers,
            @Option(names = "--quiet", description = "No progress bar.", defaultValue = "false") boolean quiet)
            throws Exception {
        try (ProgressBars bars = ProgressBars.unless(quiet, " files")) {
            HashJdk.show("/modules", workers.count(), bars);
        }
    }
}
