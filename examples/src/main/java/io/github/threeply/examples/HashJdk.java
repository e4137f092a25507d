package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.ipc.process.WorkerCrashedException;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Counts and digests every class file of the running JDK: one after another, by threads, by worker processes, and by
 * worker processes of which one is killed in the middle. Prints what each pass found, how fast it was, and at the end
 * {@code all passes found the same}.
 */
public final class HashJdk {
    private static final int FILES_A_TASK = 200;

    private HashJdk() {}

    /** What a pass found: the SHA-256 is over the lines {@code digest  path} of all files in the order of their paths. */
    public record Sums(long files, long bytes, String sha256) {}

    /** A pass over all files. */
    public record Pass(String how, Sums sums, Duration elapsed, int repeated) {
        /** Megabytes a second. */
        public double speed() {
            return sums.bytes() / 1e6 / (elapsed.toNanos() / 1e9);
        }
    }

    /** What one task found: a line {@code digest  path} for each file, and which process read them. */
    public record Found(List<String> lines, long bytes, long pid) implements Serializable {}

    /** Hears how far a pass has come. */
    @FunctionalInterface
    public interface Progress {
        void at(String pass, long files, long of);
    }

    /** Runs the passes, prints their figures. */
    public static void main(String[] args) throws Exception {
        show(Math.max(2, Runtime.getRuntime().availableProcessors()), (pass, files, of) -> {});
    }

    /** Runs the passes with so many threads and so many processes, prints their figures. */
    public static List<Pass> show(int workers, Progress progress) throws Exception {
        List<Pass> passes = run(workers, progress);
        System.out.printf(
                Locale.ROOT,
                "every class file of JDK %s, read through jrt:/%n",
                Runtime.version().feature());
        for (Pass pass : passes) {
            System.out.printf(
                    Locale.ROOT,
                    "%-26s %6d files %10d bytes  SHA-256 %s...  %5.2f s %6.0f MB/s  speed-up %.2f%s%n",
                    pass.how(),
                    pass.sums().files(),
                    pass.sums().bytes(),
                    pass.sums().sha256().substring(0, 12),
                    pass.elapsed().toMillis() / 1e3,
                    pass.speed(),
                    pass.speed() / passes.get(0).speed(),
                    pass.repeated() == 0 ? "" : "  tasks run again: " + pass.repeated());
        }
        if (passes.stream().map(Pass::sums).distinct().count() > 1) {
            throw new IllegalStateException("the passes differ");
        }
        System.out.println("(processes buy isolation here, not speed: each is a JVM that has to warm up by itself)");
        System.out.println("all passes found the same");
        return passes;
    }

    /** Runs the passes. */
    public static List<Pass> run(int workers, Progress progress) throws Exception {
        List<List<String>> chunks = chunks(classFiles());
        List<Pass> passes = new ArrayList<>();
        try (BulkExecutor one = BulkExecutor.threads(1)) {
            pass("first reading, not counted", one, chunks, false, progress);
            passes.add(pass("one after another", one, chunks, false, progress));
        }
        try (BulkExecutor threads = BulkExecutor.threads(workers)) {
            passes.add(pass(workers + " threads", threads, chunks, false, progress));
        }
        try (BulkExecutor processes = WorkerProcessPool.builder()
                .noQuarantine()
                .name("hash")
                .workers(workers)
                .start()) {
            passes.add(pass(workers + " processes that start", processes, chunks, false, progress));
            passes.add(pass(workers + " processes", processes, chunks, false, progress));
            passes.add(pass(workers + " processes, one killed", processes, chunks, true, progress));
        }
        return passes;
    }

    /** Digests all files; a task that fell with its worker is submitted again, since it only reads. */
    private static Pass pass(String how, BulkExecutor pool, List<List<String>> chunks, boolean kill, Progress progress)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        Totals totals = new Totals(chunks.stream().mapToLong(List::size).sum());
        long killAt = kill ? totals.files / 4 : Long.MAX_VALUE;
        List<List<String>> left = chunks;
        for (int round = 1; !left.isEmpty(); round++) {
            List<List<String>> again = new ArrayList<>();
            try (BulkResults<Found> results = pool.submitEach(HashJdk::digests, left.iterator(), left.size())) {
                while (results.next()) {
                    if (results.failure() instanceof WorkerCrashedException && round < 10) {
                        again.add(left.get((int) results.index()));
                        totals.repeated++;
                        continue;
                    }
                    totals.add(results.value());
                    progress.at(how, totals.lineOfPath.size(), totals.files);
                    if (totals.lineOfPath.size() >= killAt && totals.repeated == 0) {
                        ProcessHandle.of(results.value().pid()).ifPresent(ProcessHandle::destroyForcibly); // kill -9
                        killAt += totals.files / 16; // once more then, should it just have been between two tasks
                    }
                }
            }
            left = again;
        }
        return new Pass(how, totals.sums(), Duration.ofNanos(System.nanoTime() - start), totals.repeated);
    }

    /** What was found so far. */
    private static final class Totals {
        final SortedMap<String, String> lineOfPath = new TreeMap<>();
        final long files;
        long bytes;
        int repeated;

        Totals(long files) {
            this.files = files;
        }

        void add(Found found) {
            bytes += found.bytes();
            for (String line : found.lines()) {
                if (lineOfPath.put(line.substring(line.indexOf('/')), line) != null) {
                    throw new IllegalStateException("counted twice: " + line);
                }
            }
        }

        Sums sums() {
            if (lineOfPath.size() != files) {
                throw new IllegalStateException("found " + lineOfPath.size() + " files of " + files);
            }
            return new Sums(files, bytes, sha256(String.join("\n", lineOfPath.values())));
        }
    }

    /** The task: digests some files. It reads only, so it may be run again after a crash. */
    static Found digests(List<String> paths) throws IOException {
        FileSystem jdk = FileSystems.getFileSystem(URI.create("jrt:/"));
        List<String> lines = new ArrayList<>();
        long bytes = 0;
        for (String path : paths) {
            byte[] content = Files.readAllBytes(jdk.getPath(path));
            bytes += content.length;
            lines.add(sha256(content) + "  " + path);
        }
        return new Found(lines, bytes, ProcessHandle.current().pid());
    }

    private static List<String> classFiles() throws IOException {
        Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        try (Stream<Path> all = Files.walk(modules)) {
            return all.map(Path::toString)
                    .filter(path -> path.endsWith(".class"))
                    .sorted()
                    .toList();
        }
    }

    private static List<List<String>> chunks(List<String> files) {
        List<List<String>> chunks = new ArrayList<>();
        for (int i = 0; i < files.size(); i += FILES_A_TASK) {
            chunks.add(List.copyOf(files.subList(i, Math.min(files.size(), i + FILES_A_TASK))));
        }
        return chunks;
    }

    private static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
