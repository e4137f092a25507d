package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.core.Threads;
import io.github.threeply.ipc.process.WorkerExit;
import io.github.threeply.ipc.process.WorkerProcess;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.Outcome;
import io.github.threeply.patterns.Tasks;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Measures on this machine which model fits which work: work that computes, waits, needs memory, or may crash, by one
 * thread, by platform threads, by virtual threads (JDK 21 and later) and by processes. Prints for example
 * <pre>
 * Work that computes (40 times)
 *   one thread: 40 done, 120.7/s, started in 0.5 ms; heap of this JVM at most 3 MiB
 *   platform threads: 40 done, 234.7/s, started in 0.6 ms; heap of this JVM at most 3 MiB
 * ...
 *   processes: 40 done, 213.8/s, started in 110.2 ms; heap of this JVM at most 8 MiB
 * * Work that computes: ... Of what one thread does in a second, platform threads do 1.9 times, ...
 * Work that waits (64 times)
 * ...
 * Work that may crash (24 times)
 *   one thread: 0 done, 0.0/s, started in 0.0 ms; its JVM ended with code 7, and every result with it
 * ...
 *   processes: 21 done, 116.1/s, started in 104.4 ms; 3 failed alone (WorkerCrashedException)...
 * * Work that may crash: processes. They gave 21 of 24 results, threads 0: ...
 * </pre>
 */
public final class WhichModel {
    private static final List<MemoryPoolMXBean> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();

    private WhichModel() {}

    /** Who does the work; the simplest first. */
    public enum Model {
        ONE_THREAD,
        PLATFORM_THREADS,
        VIRTUAL_THREADS,
        PROCESSES;

        BulkExecutor start(int workers) {
            return switch (this) {
                case ONE_THREAD -> BulkExecutor.threads(1);
                case PLATFORM_THREADS -> BulkExecutor.threads(workers);
                case VIRTUAL_THREADS -> BulkExecutor.threadPerTask();
                case PROCESSES ->
                    WorkerProcessPool.builder().workers(workers).noQuarantine().start();
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** A kind of work: how many tasks, how many workers for each processor, what a task does, and what to know. */
    public record Work(String title, int tasks, int workersEach, TaskFunction<Integer, ?> task, String word) {}

    /** How the work went by a model. */
    public record Measurement(Model model, double startMillis, double millis, int done, String note) {
        /** Results in a second. */
        public double perSecond() {
            return 1000 * done / Math.max(1e-6, millis);
        }

        @Override
        public String toString() {
            return model + ": " + done + " done, " + rounded(perSecond()) + "/s, started in " + rounded(startMillis)
                    + " ms; " + note;
        }
    }

    private static double rounded(double number) {
        return Math.round(10 * number) / 10.0;
    }

    /** Measures all kinds of work, each once. */
    public static void main(String[] args) throws Exception {
        for (Work work : kinds()) {
            print(work, measure(work));
        }
    }

    /** The kinds of work. */
    public static List<Work> kinds() {
        TaskFunction<Integer, Long> sum =
                n -> LongStream.range(0, 8_000_000).map(i -> i * i ^ i).sum();
        TaskFunction<Integer, List<Long>> table = n -> LongStream.range(0, 500_000)
                .boxed()
                .sorted(Collections.reverseOrder())
                .toList();
        return List.of(
                new Work("Work that computes", 40, 1, sum, "Processes bring no speed on the JVM."),
                new Work("Work that waits", 64, 8, n -> await(25), "What counts is how many may wait at once."),
                new Work("Work that needs memory", 12, 1, table, "Processes have a limit of heap each."),
                new Work("Work that may crash", 24, 1, n -> n % 8 == 7 ? halt() : n, ""));
    }

    private static boolean await(long millis) throws InterruptedException {
        Thread.sleep(millis);
        return true;
    }

    /** As a fault of native code would end it. */
    private static int halt() {
        Runtime.getRuntime().halt(7);
        return 0;
    }

    /** Measures by all models. What fails in processes is not tried among threads of this JVM, but of another one. */
    public static List<Measurement> measure(Work work) throws InterruptedException {
        Measurement processes = measure(Model.PROCESSES, work);
        List<Measurement> measured = new ArrayList<>();
        for (Model model : Model.values()) {
            if (model == Model.PROCESSES) {
                measured.add(processes);
            } else if (model != Model.VIRTUAL_THREADS || Threads.hasVirtual()) {
                measured.add(processes.done() == work.tasks() ? measure(model, work) : inAChild(model, work));
            }
        }
        return measured;
    }

    /** Measures by one model. Each worker has done something before the clock is started. */
    public static Measurement measure(Model model, Work work) throws InterruptedException {
        System.gc(); // what others left is not to be counted
        HEAP.forEach(MemoryPoolMXBean::resetPeakUsage);
        TaskFunction<Integer, ?> function = work.task();
        List<Task<Boolean>> tasks = IntStream.range(0, work.tasks())
                .mapToObj(i -> Task.of(() -> function.apply(i) != null))
                .toList();
        int workers = work.workersEach() * Runtime.getRuntime().availableProcessors();
        long before = System.nanoTime();
        try (BulkExecutor pool = model.start(workers)) {
            Tasks.gatherOutcomes(pool, Collections.nCopies(2 * workers, Task.of(() -> true)));
            long start = System.nanoTime();
            List<Outcome<Boolean>> outcomes = Tasks.gatherOutcomes(pool, tasks);
            long end = System.nanoTime();
            List<String> failures = outcomes.stream()
                    .flatMap(outcome -> Stream.ofNullable(outcome.failure()))
                    .map(failure -> failure.getClass().getSimpleName())
                    .toList();
            String alone = failures.isEmpty() ? "" : failures.size() + " failed alone (" + failures.get(0) + "); ";
            long heap = HEAP.stream().mapToLong(p -> p.getPeakUsage().getUsed()).sum() >> 20;
            String note = alone + "heap of this JVM at most " + heap + " MiB";
            int done = tasks.size() - failures.size();
            return new Measurement(model, (start - before) / 1e6, (end - start) / 1e6, done, note);
        }
    }

    /** Threads share their process, so what ends it ends all of them; this one only reads how. */
    private static Measurement inAChild(Model model, Work work) throws InterruptedException {
        long start = System.nanoTime();
        try (WorkerProcess child = WorkerProcess.start(
                "child", connection -> connection.send(measure(model, work).done()))) {
            WorkerExit exit = child.join();
            int done = exit.isNormal() && child.connection().receive() instanceof Integer number ? number : 0;
            String end = exit.isNormal() ? "" : "its JVM ended with code " + exit.code() + ", and every result with it";
            return new Measurement(model, 0, (System.nanoTime() - start) / 1e6, done, end);
        }
    }

    /** Prints what was measured, and what follows from it. */
    public static void print(Work work, List<Measurement> measured) {
        System.out.println(work.title() + " (" + work.tasks() + " times)");
        measured.forEach(measurement -> System.out.println("  " + measurement));
        System.out.println("* " + advice(work, measured));
    }

    /** What to take: the simplest of those that are nearly as fast as the fastest; processes if not all ends well. */
    public static String advice(Work work, List<Measurement> measured) {
        Measurement one = measured.get(0);
        Measurement processes = measured.get(measured.size() - 1);
        if (processes.done() < work.tasks()) {
            return work.title() + ": processes. They gave " + processes.done() + " of " + work.tasks()
                    + " results, threads " + one.done()
                    + ": nothing that runs in threads survives the end of their JVM.";
        }
        double most =
                measured.stream().mapToDouble(Measurement::perSecond).max().orElse(0);
        Measurement best = measured.stream()
                .filter(m ->
                        m.done() == work.tasks() && 1.15 * m.perSecond() >= most) // no machine is quieter than that
                .findFirst()
                .orElse(processes);
        return work.title() + ": " + best.model() + ". Of what one thread does in a second, "
                + measured.stream()
                        .skip(1)
                        .map(m -> String.format(
                                Locale.ROOT, "%s do %.1f times", m.model(), m.perSecond() / one.perSecond()))
                        .collect(Collectors.joining(", "))
                + ". " + work.word();
    }
}
