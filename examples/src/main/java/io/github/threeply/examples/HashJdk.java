package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.ipc.process.TaskOptions;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.process.WorkerStatus;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
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
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Counts and digests every class file of the running JDK: one after another, by threads, by worker processes, and by
 * worker processes of which one is killed in the middle: what that was doing is done again by another. Prints for example
 * <pre>
 * one after another          27446 files   77107345 bytes  SHA-256 ...   1.44 s     53 MB/s
 * 2 threads                  27446 files   77107345 bytes  SHA-256 ...   0.86 s     89 MB/s
 * 2 processes that start     27446 files   77107345 bytes  SHA-256 ...   2.02 s     38 MB/s
 * 2 processes                27446 files   77107345 bytes  SHA-256 ...   1.02 s     75 MB/s
 * 2 processes, one killed    27446 files   77107345 bytes  SHA-256 ...   1.40 s     55 MB/s...
 * (processes buy isolation here, not speed: each is a JVM that has to warm up by itself)
 * all passes found the same
 * </pre>
 *
 * <p>An argument names another directory than {@code /modules}, for example {@code /modules/java.base}.
 */
public final class HashJdk {
    private HashJdk() {}

    /**
     * A pass over all files; the SHA-256 is over the lines {@code digest  path} in the order of the paths. What was killed on
     * the way are process ids.
     */
    public record Pass(String how, long files, long bytes, String sha256, Duration elapsed, List<Long> killed) {}

    /** What one task found: a line {@code digest  path} for each file. */
    record Found(List<String> lines, long bytes) implements Serializable {}

    /** Hears how far a pass has come. */
    @FunctionalInterface
    public interface Progress {
        void at(String pass, long files, long of);
    }

    /** Runs the passes, prints their figures. */
    public static void main(String[] args) throws Exception {
        int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
        show(args.length == 0 ? "/modules" : args[0], workers, (pass, files, of) -> {});
    }

    /** Runs the passes with so many threads and so many processes, prints their figures. */
    public static List<Pass> show(String directory, int workers, Progress progress) throws Exception {
        List<String> files = classFiles(directory);
        List<Pass> passes = new ArrayList<>();
        try (BulkExecutor one = BulkExecutor.threads(1)) {
            pass("first reading, not counted", one, files, progress, done -> {});
            passes.add(pass("one after another", one, files, progress, done -> {}));
        }
        try (BulkExecutor threads = BulkExecutor.threads(workers)) {
            passes.add(pass(workers + " threads", threads, files, progress, done -> {}));
        }
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .name("hash")
                .workers(workers)
                .noQuarantine()
                .start()) {
            BulkExecutor again = pool.with(TaskOptions.defaults().idempotent(9)); // what only reads may run twice
            passes.add(pass(workers + " processes that start", again, files, progress, done -> {}));
            passes.add(pass(workers + " processes", again, files, progress, done -> {}));
            List<Long> killed = new ArrayList<>();
            Pass last = pass(workers + " processes, one killed", again, files, progress, done -> {
                if (4 * done >= files.size() && killed.isEmpty()) {
                    killed.add(killOne(pool));
                }
            });
            passes.add(new Pass(last.how(), last.files(), last.bytes(), last.sha256(), last.elapsed(), killed));
        }
        passes.forEach(HashJdk::print);
        if (passes.stream().map(pass -> pass.files() + pass.sha256()).distinct().count() > 1) {
            throw new IllegalStateException("the passes differ");
        }
        System.out.println("(processes buy isolation here, not speed: each is a JVM that has to warm up by itself)");
        System.out.println("all passes found the same");
        return passes;
    }

    private static void print(Pass pass) {
        double seconds = pass.elapsed().toNanos() / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%-26s %6d files %10d bytes  SHA-256 %s...  %5.2f s %6.0f MB/s%s%n",
                pass.how(),
                pass.files(),
                pass.bytes(),
                pass.sha256().substring(0, 12),
                seconds,
                pass.bytes() / 1e6 / seconds,
                pass.killed().isEmpty()
                        ? ""
                        : "  killed: process " + pass.killed().get(0));
    }

    /** Digests all files, 200 in a task. */
    private static Pass pass(String how, BulkExecutor pool, List<String> files, Progress progress, IntConsumer after)
            throws InterruptedException, ExecutionException {
        List<List<String>> tasks = IntStream.rangeClosed(0, (files.size() - 1) / 200)
                .mapToObj(i -> List.copyOf(files.subList(200 * i, Math.min(files.size(), 200 * i + 200))))
                .toList();
        long start = System.nanoTime();
        TreeMap<String, String> lineOfPath = new TreeMap<>();
        long bytes = 0;
        try (Results<Found> results = Tasks.mapUnordered(pool, HashJdk::digests, tasks)) {
            for (Found found : results) {
                bytes += found.bytes();
                found.lines().forEach(line -> lineOfPath.put(line.substring(line.indexOf('/')), line));
                progress.at(how, lineOfPath.size(), files.size());
                after.accept(lineOfPath.size());
            }
        }
        String all = sha256(String.join("\n", lineOfPath.values()).getBytes(StandardCharsets.UTF_8));
        return new Pass(how, lineOfPath.size(), bytes, all, Duration.ofNanos(System.nanoTime() - start), List.of());
    }

    /** Kills one that is at work, if there is any, and returns its process id. */
    private static long killOne(WorkerProcessPool pool) {
        List<WorkerStatus> workers = pool.workers();
        WorkerStatus one = workers.stream()
                .filter(worker -> worker.state() == WorkerStatus.State.BUSY)
                .findFirst()
                .orElseGet(() -> workers.get(0));
        ProcessHandle.of(one.pid()).ifPresent(ProcessHandle::destroyForcibly); // kill -9
        return one.pid();
    }

    /** What a worker does. */
    private static Found digests(List<String> paths) throws IOException {
        FileSystem jdk = FileSystems.getFileSystem(URI.create("jrt:/"));
        List<String> lines = new ArrayList<>();
        long bytes = 0;
        for (String path : paths) {
            byte[] content = Files.readAllBytes(jdk.getPath(path));
            bytes += content.length;
            lines.add(sha256(content) + "  " + path);
        }
        return new Found(lines, bytes);
    }

    private static List<String> classFiles(String directory) throws IOException {
        FileSystem jdk = FileSystems.getFileSystem(URI.create("jrt:/"));
        try (Stream<Path> all = Files.walk(jdk.getPath(directory))) {
            return all.map(Object::toString)
                    .filter(path -> path.endsWith(".class"))
                    .sorted()
                    .toList();
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
