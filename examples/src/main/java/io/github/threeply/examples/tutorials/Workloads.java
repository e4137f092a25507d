package io.github.threeply.examples.tutorials;

import com.sun.net.httpserver.HttpServer;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Event;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.core.Threads;
import io.github.threeply.examples.CpuBound;
import io.github.threeply.ipc.process.WorkerProcess;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.shared.MappedCounter;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.patterns.BoundedPipeline;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/**
 * Does one workload and prints how many seconds it took from the beginning of {@code main}, and a result that is the same in
 * Python. {@code serve} is the site that the downloads come from.
 */
public final class Workloads {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int PAGES = 9;

    private Workloads() {}

    /** Runs the workload that the first argument names. */
    public static void main(String[] args) throws Exception {
        long start = System.nanoTime();
        String result = run(args);
        System.out.printf(Locale.ROOT, "%.4f %s%n", (System.nanoTime() - start) / 1e9, result);
    }

    static String run(String... args) throws Exception {
        return switch (args[0]) {
            case "serve" -> serve();
            case "counter" -> counter();
            case "queue" -> queue();
            case "squares" -> squares();
            case "pool-map" -> poolMap();
            case "shared-value" -> sharedValue();
            case "pipe" -> pipe();
            case "cpu-sequential" -> total(CpuBound.Mode.SEQUENTIAL);
            case "cpu-threads" -> total(CpuBound.Mode.THREADS);
            case "cpu-processes" -> total(CpuBound.Mode.PROCESSES);
            case "io-sequential" -> pages(BulkExecutor.threads(1), args[1]);
            case "io-threads" -> pages(BulkExecutor.threads(4), args[1]);
            case "io-processes" -> pages(WorkerProcessPool.builder().workers(4).start(), args[1]);
            case "io-async" -> pagesAtOnce(args[1]);
            default -> throw new IllegalArgumentException("there is no workload " + args[0]);
        };
    }

    /** Two threads add 100 000 times each under a lock. */
    private static String counter() throws Exception {
        SharedCounter counter = SharedCounter.lockedBy(LockStrategy.reentrant());
        try (BulkExecutor threads = BulkExecutor.threads(2)) {
            Tasks.gather(threads, List.of(() -> add(counter), () -> add(counter)));
        }
        return Long.toString(counter.get());
    }

    private static long add(SharedCounter counter) {
        for (int i = 0; i < 100_000; i++) {
            counter.increment();
        }
        return counter.get();
    }

    /** A producer and a consumer around a queue of 10: 100 000 items, all of which arrive. */
    private static String queue() throws Exception {
        int[] next = {0};
        SharedCounter sum = SharedCounter.atomic();
        BoundedPipeline pipeline = BoundedPipeline.from("produce", 1, () -> next[0] == 100_000 ? null : next[0]++)
                .capacity(10)
                .to("consume", 1, sum::add)
                .stopOn(Event.create())
                .start();
        pipeline.awaitEnd();
        return Long.toString(sum.get());
    }

    /** Nine processes compute a square each. */
    private static String squares() throws Exception {
        List<WorkerProcess> processes = new ArrayList<>();
        try {
            for (int i = 1; i <= 9; i++) {
                int n = i;
                processes.add(WorkerProcess.start("square-" + n, connection -> connection.send(n * n)));
            }
            int sum = 0;
            for (WorkerProcess process : processes) {
                Integer square = process.connection().receive(Integer.class);
                sum += square == null ? 0 : square;
                process.join();
            }
            return Integer.toString(sum);
        } finally {
            processes.forEach(WorkerProcess::close);
        }
    }

    /** A pool of processes maps a square over 10 000 numbers. */
    private static String poolMap() throws Exception {
        try (WorkerProcessPool pool =
                        WorkerProcessPool.builder().workers(PROCESSORS).start();
                Results<Long> squares = Tasks.map(
                        pool,
                        (Long n) -> n * n,
                        LongStream.range(0, 10_000).boxed().toList())) {
            return Long.toString(squares.stream().mapToLong(Long::longValue).sum());
        }
    }

    /** Nine processes add 50 times to one shared value. */
    private static String sharedValue() throws Exception {
        try (SharedMemory memory = SharedMemory.temporary(1 << 12)) {
            MappedCounter total = memory.counter("total");
            List<WorkerProcess> processes = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                processes.add(WorkerProcess.start("adder-" + i, () -> {
                    for (int j = 0; j < 50; j++) {
                        total.increment();
                    }
                }));
            }
            for (WorkerProcess process : processes) {
                process.join();
                process.close();
            }
            return Long.toString(total.get());
        }
    }

    /** A child counts to a hundred million and sends the sum. */
    private static String pipe() throws Exception {
        try (WorkerProcess child = WorkerProcess.start("counter", connection -> {
            int count = 0;
            for (int i = 0; i < 100_000_000; i++) {
                count++;
            }
            connection.send(count);
        })) {
            return String.valueOf(child.connection().receive());
        }
    }

    private static String total(CpuBound.Mode mode) throws Exception {
        return CpuBound.run(mode, PROCESSORS, 1).total().toString();
    }

    /** Downloads, with a session for each worker. */
    private static String pages(BulkExecutor workers, String url) throws Exception {
        return pages(workers, url, page -> fetch(Session.CLIENT.get(), page));
    }

    /** Downloads by a thread for each page, virtual where there are such, with one session. */
    private static String pagesAtOnce(String url) throws Exception {
        HttpClient session = HttpClient.newHttpClient();
        BulkExecutor threads = Threads.hasVirtual() ? BulkExecutor.threadPerTask() : BulkExecutor.threads(PAGES);
        return pages(threads, url, page -> fetch(session, page));
    }

    private static String pages(BulkExecutor workers, String url, TaskFunction<String, Integer> fetch)
            throws Exception {
        try (BulkExecutor pool = workers;
                Results<Integer> sizes = Tasks.map(pool, fetch, Collections.nCopies(PAGES, url))) {
            return Integer.toString(sizes.stream().mapToInt(Integer::intValue).sum());
        }
    }

    private static Integer fetch(HttpClient session, String url) throws IOException, InterruptedException {
        return session.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .length();
    }

    /** The session of a thread. */
    private static final class Session {
        private static final ThreadLocal<HttpClient> CLIENT = ThreadLocal.withInitial(HttpClient::newHttpClient);
    }

    /** Serves pages of 1000 bytes after 100 ms, until its input ends. */
    private static String serve() throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        site.setExecutor(Executors.newFixedThreadPool(16, Threads.daemon("site-")));
        byte[] page = new byte[1000];
        site.createContext("/", exchange -> {
            try (exchange) {
                Thread.sleep(100);
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        site.start();
        System.out.println("http://127.0.0.1:" + site.getAddress().getPort() + "/");
        System.out.flush();
        System.in.readAllBytes();
        site.stop(0);
        return "served";
    }

    /** The names of all but {@code serve}. */
    static List<String> names() {
        return List.of(
                "counter",
                "queue",
                "squares",
                "pool-map",
                "shared-value",
                "pipe",
                "cpu-sequential",
                "cpu-threads",
                "cpu-processes",
                "io-sequential",
                "io-threads",
                "io-processes",
                "io-async");
    }
}
