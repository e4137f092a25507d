package io.github.threeply.benchmarks.pools;

import io.github.threeply.benchmarks.Work;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.process.WorkerStatus;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Workers that have nothing to do. An operation is a millisecond of that. Tells the resident memory of one of them, in
 * MiB, and how much of a core it costs this JVM, in hundredths.
 */
final class IdleWork implements Work {
    private static final int WORKERS = 8;

    private final @Nullable WorkerProcessPool pool;
    private final List<Process> bare;
    private final List<Long> pids;
    private double part;

    private IdleWork(@Nullable WorkerProcessPool pool, List<Process> bare, List<Long> pids) {
        this.pool = pool;
        this.bare = bare;
        this.pids = pids;
    }

    /** Says what is missing. */
    static @Nullable String missing() {
        return Files.exists(Path.of("/proc/self/statm")) ? null : "needs /proc";
    }

    static IdleWork workers() throws Exception {
        int before = Thread.activeCount();
        WorkerProcessPool pool = PoolRows.pool(WORKERS);
        while (pool.workers().size() < WORKERS
                || pool.workers().stream().anyMatch(worker -> worker.state() != WorkerStatus.State.IDLE)) {
            Thread.sleep(10);
        }
        System.out.printf(
                Locale.ROOT,
                "pool-idle: %d threads in the parent for %d idle workers%n",
                Thread.activeCount() - before,
                WORKERS);
        return new IdleWork(
                pool, List.of(), pool.workers().stream().map(WorkerStatus::pid).toList());
    }

    /** A JVM with the same flags, whose main method waits for the end of its input. */
    static IdleWork bare() throws Exception {
        Process process = Jvm.start(Waiting.class);
        if (process.getInputStream().read() != '.') {
            throw new IllegalStateException("the JVM did not start");
        }
        return new IdleWork(null, List.of(process), List.of(process.pid()));
    }

    /** What it runs. */
    static final class Waiting {
        private Waiting() {}

        /**
         * Waits.
         *
         * @param args none
         */
        public static void main(String[] args) throws IOException {
            System.out.print('.');
            System.out.flush();
            InputStream in = System.in;
            while (in.read() >= 0) {}
        }
    }

    @Override
    public void run(long operations) throws Exception {
        Duration before = cpu();
        long start = System.nanoTime();
        Thread.sleep(operations);
        part = (double) cpu().minus(before).toNanos() / (System.nanoTime() - start) / pids.size();
    }

    private static Duration cpu() {
        long nanos = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
        return Duration.ofNanos(nanos);
    }

    @Override
    public double[] values(long operations, double seconds) {
        double[] memory =
                pids.stream().mapToDouble(IdleWork::residentMegabytes).sorted().toArray();
        return new double[] {memory[memory.length / 2], part * 100};
    }

    private static double residentMegabytes(long pid) {
        try {
            String[] pages = Files.readString(Path.of("/proc", Long.toString(pid), "statm"))
                    .split(" ");
            return Long.parseLong(pages[1]) * 4096 / (double) (1 << 20);
        } catch (IOException e) {
            throw new IllegalStateException("process " + pid + " has ended", e);
        }
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
        }
        bare.forEach(Process::destroyForcibly);
    }
}
