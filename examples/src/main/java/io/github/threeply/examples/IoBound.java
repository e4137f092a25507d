package io.github.threeply.examples;

import com.sun.net.httpserver.HttpServer;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.core.Threads;
import io.github.threeply.ipc.process.TaskOptions;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nine pages from a local server that answers after 100 ms: one after another, by 4 threads, by 4 worker processes, or
 * all at once (with virtual threads on JDK 21 and later, else with futures). Each worker has a session, an HTTP client,
 * of its own; those that wait all at once share one. An argument names one of the ways. Without one prints for example
 * <pre>
 * sequential: 9 pages, 1809 bytes in 1.1 s; sessions: 1, threads: 1, processes: 1
 * threads: 9 pages, 1809 bytes in 0.3 s; sessions: 4, threads: 4, processes: 1
 * processes: 9 pages, 1809 bytes in 1.2 s; sessions: 4, threads: 4, processes: 4
 * async: 9 pages, 1809 bytes in 0.1 s; sessions: 1, threads: 9, processes: 1
 * </pre>
 */
public final class IoBound {
    /** The sessions that this process has made. */
    private static final List<HttpClient> SESSIONS = new CopyOnWriteArrayList<>();

    private IoBound() {}

    /** Who waits for the pages. */
    public enum Mode {
        SEQUENTIAL,
        THREADS,
        PROCESSES,
        ASYNC
    }

    /** A page, and who fetched it: a thread of a process that had made so many sessions. */
    public record Page(String path, int status, int bytes, String thread, long pid, int sessions)
            implements Serializable {}

    /** Shows the mode that the first argument names, or all. */
    public static void main(String[] args) throws Exception {
        for (Mode mode :
                args.length == 0 ? Mode.values() : new Mode[] {Mode.valueOf(args[0].toUpperCase(Locale.ROOT))}) {
            long start = System.nanoTime();
            List<Page> pages = run(mode);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d pages, %d bytes in %.1f s; sessions: %d, threads: %d, processes: %d%n",
                    mode.name().toLowerCase(Locale.ROOT),
                    pages.size(),
                    pages.stream().mapToInt(Page::bytes).sum(),
                    (System.nanoTime() - start) / 1e9,
                    sessions(pages),
                    pages.stream().map(p -> p.pid() + p.thread()).distinct().count(),
                    pages.stream().map(Page::pid).distinct().count());
        }
    }

    /** How many sessions were made, by all processes together. */
    static int sessions(List<Page> pages) {
        return pages.stream().collect(Collectors.toMap(Page::pid, Page::sessions, Math::max)).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** Fetches the pages. */
    public static List<Page> run(Mode mode) throws Exception {
        HttpServer site = startSite();
        String root = "http://127.0.0.1:" + site.getAddress().getPort() + "/page/";
        List<String> urls = IntStream.rangeClosed(1, 9).mapToObj(i -> root + i).toList();
        SESSIONS.clear();
        try {
            ThreadLocal<HttpClient> own = ThreadLocal.withInitial(IoBound::newSession);
            return switch (mode) {
                case SEQUENTIAL -> fetchAll(BulkExecutor.threads(1), url -> fetch(own.get(), url), urls);
                case THREADS -> fetchAll(BulkExecutor.threads(4), url -> fetch(own.get(), url), urls);
                case PROCESSES -> byProcesses(urls);
                case ASYNC ->
                    Threads.hasVirtual() ? byVirtualThreads(newSession(), urls) : byFutures(newSession(), urls);
            };
        } finally {
            site.stop(0);
        }
    }

    private static List<Page> fetchAll(BulkExecutor workers, TaskFunction<String, Page> fetch, List<String> urls)
            throws InterruptedException, ExecutionException {
        try (BulkExecutor pool = workers;
                Results<Page> pages = Tasks.map(pool, fetch, urls)) {
            return pages.toList();
        }
    }

    /** The initializer makes one session for each process, before that gets its first page. */
    private static List<Page> byProcesses(List<String> urls) throws InterruptedException, ExecutionException {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .name("fetch")
                .workers(4)
                .initializer(IoBound::newSession)
                .noQuarantine()
                .start()) {
            TaskOptions again = TaskOptions.defaults().idempotent(9); // to fetch a page twice does no harm
            return fetchAll(pool.with(again), url -> fetch(SESSIONS.get(0), url), urls);
        }
    }

    private static List<Page> byVirtualThreads(HttpClient session, List<String> urls)
            throws InterruptedException, ExecutionException {
        return fetchAll(BulkExecutor.threadPerTask(), url -> fetch(session, url), urls);
    }

    private static List<Page> byFutures(HttpClient session, List<String> urls) throws Exception {
        try (BulkExecutor callbacks = BulkExecutor.threads(1)) {
            List<CompletableFuture<Page>> pages = urls.stream()
                    .map(url -> session.sendAsync(request(url), BodyHandlers.ofByteArray())
                            .thenApplyAsync(answer -> page(url, answer.statusCode(), answer.body()), callbacks))
                    .toList();
            CompletableFuture.allOf(pages.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
            return pages.stream().map(CompletableFuture::join).toList();
        }
    }

    private static Page fetch(HttpClient session, String url) throws IOException, InterruptedException {
        var answer = session.send(request(url), BodyHandlers.ofByteArray());
        return page(url, answer.statusCode(), answer.body());
    }

    private static HttpClient newSession() {
        HttpClient session = HttpClient.newHttpClient();
        SESSIONS.add(session);
        return session;
    }

    private static HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static Page page(String url, int status, byte[] body) {
        String thread = Thread.currentThread().getName();
        return new Page(
                URI.create(url).getPath(),
                status,
                body.length,
                thread,
                ProcessHandle.current().pid(),
                SESSIONS.size());
    }

    /** A site on a free port of this machine: each page comes after 100 ms and is 201 bytes long. */
    private static HttpServer startSite() throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or the kernel holds the second packet for 40 ms
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        site.setExecutor(answer -> Threads.daemon("site-").newThread(answer).start());
        site.createContext("/page/", exchange -> {
            try (exchange) {
                Thread.sleep(100);
                exchange.sendResponseHeaders(200, 201);
                exchange.getResponseBody().write(new byte[201]);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nobody interrupts it; if so, the connection just ends
            }
        });
        site.start();
        return site;
    }
}
