package io.github.threeply.examples;

import com.sun.net.httpserver.HttpServer;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.core.Threads;
import io.github.threeply.ipc.process.WorkerCrashedException;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nine pages from a local server that answers after 100 ms: one after another, by 4 threads, by 4 worker processes, or
 * all at once (with virtual threads on JDK 21 and later, else with futures). Each has a session, an HTTP client, of its
 * own: the only thread, each of the threads, each process, or all together. Prints, after a line for each page, for
 * example
 * <pre>
 * threads: 9 pages, 1809 bytes in 0.3 s; sessions: 4, threads: 4, processes: 1
 * </pre>
 */
public final class IoBound {
    private static final int WORKERS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(20);

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

    /** All pages, how long they took, and how many sessions were made for them. */
    public record Pages(List<Page> all, Duration elapsed, int sessions) {
        /** How many processes fetched them. */
        public long processes() {
            return all.stream().map(Page::pid).distinct().count();
        }

        /** How many threads fetched them. */
        public long threads() {
            return all.stream()
                    .map(page -> page.pid() + "/" + page.thread())
                    .distinct()
                    .count();
        }
    }

    /** Shows the mode that the first argument names, or {@code sequential}. */
    public static void main(String[] args) throws Exception {
        show(args.length == 0 ? Mode.SEQUENTIAL : Mode.valueOf(args[0].toUpperCase(Locale.ROOT)));
    }

    /** Shows a mode. */
    public static Pages show(Mode mode) throws Exception {
        Pages pages = run(mode);
        for (Page page : pages.all()) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d, %d bytes, by %s of process %d%n",
                    page.path(),
                    page.status(),
                    page.bytes(),
                    page.thread(),
                    page.pid());
        }
        System.out.println(summary(mode, pages));
        return pages;
    }

    /** The line that says how many pages came from whom. */
    public static String summary(Mode mode, Pages pages) {
        return String.format(
                Locale.ROOT,
                "%s: %d pages, %d bytes in %.1f s; sessions: %d, threads: %d, processes: %d",
                mode.name().toLowerCase(Locale.ROOT),
                pages.all().size(),
                pages.all().stream().mapToInt(Page::bytes).sum(),
                pages.elapsed().toMillis() / 1e3,
                pages.sessions(),
                pages.threads(),
                pages.processes());
    }

    /** Fetches the pages. */
    public static Pages run(Mode mode) throws Exception {
        ExecutorService answering = Executors.newFixedThreadPool(16, Threads.daemon("site-"));
        HttpServer site = startSite(answering);
        String root = "http://127.0.0.1:" + site.getAddress().getPort();
        List<String> urls =
                IntStream.rangeClosed(1, 9).mapToObj(i -> root + "/page/" + i).toList();
        try {
            return switch (mode) {
                case SEQUENTIAL -> byThreads(1, urls);
                case THREADS -> byThreads(WORKERS, urls);
                case PROCESSES -> byProcesses(WORKERS, urls);
                case ASYNC -> Threads.hasVirtual() ? byVirtualThreads(urls) : byFutures(urls);
            };
        } finally {
            site.stop(0);
            answering.shutdownNow();
        }
    }

    /** One session for each thread. */
    private static Pages byThreads(int threads, List<String> urls) throws Exception {
        int before = SESSIONS.size();
        ThreadLocal<HttpClient> session = ThreadLocal.withInitial(IoBound::newSession);
        try (BulkExecutor pool = BulkExecutor.threads(threads, Threads.daemon("fetch-"))) {
            long start = System.nanoTime();
            List<Page> pages = fetchAll(pool, url -> fetch(session.get(), url), urls);
            return new Pages(pages, since(start), SESSIONS.size() - before);
        }
    }

    /** One session for each process, made by the initializer before it gets its first page. */
    private static Pages byProcesses(int processes, List<String> urls) throws Exception {
        try (BulkExecutor pool = WorkerProcessPool.builder()
                .noQuarantine()
                .name("fetch")
                .workers(processes)
                .initializer(IoBound::newSession)
                .start()) {
            long start = System.nanoTime();
            List<Page> pages = fetchAll(pool, url -> fetch(SESSIONS.get(0), url), urls);
            Map<Long, Integer> sessionsOfProcess =
                    pages.stream().collect(Collectors.toMap(Page::pid, Page::sessions, Math::max));
            int sessions = sessionsOfProcess.values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            return new Pages(pages, since(start), sessions);
        }
    }

    /** One session for all, and a virtual thread for each page. */
    private static Pages byVirtualThreads(List<String> urls) throws Exception {
        int before = SESSIONS.size();
        try (BulkExecutor pool = BulkExecutor.threadPerTask()) {
            long start = System.nanoTime();
            HttpClient session = newSession();
            List<Page> pages = fetchAll(pool, url -> fetch(session, url), urls);
            return new Pages(pages, since(start), SESSIONS.size() - before);
        }
    }

    /** One session for all, and one thread for what is to be done when an answer comes. */
    private static Pages byFutures(List<String> urls) throws Exception {
        int before = SESSIONS.size();
        try (BulkExecutor callbacks = BulkExecutor.threads(1, Threads.daemon("callback-"))) {
            long start = System.nanoTime();
            HttpClient session = newSession();
            List<CompletableFuture<Page>> futures = new ArrayList<>();
            for (String url : urls) {
                futures.add(session.sendAsync(request(url), HttpResponse.BodyHandlers.ofByteArray())
                        .thenApplyAsync(IoBound::page, callbacks));
            }
            List<Page> pages = new ArrayList<>();
            for (CompletableFuture<Page> future : futures) {
                pages.add(future.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            }
            return new Pages(pages, since(start), SESSIONS.size() - before);
        }
    }

    /** Fetches all pages through any pool; again where a worker died: to fetch a page twice does no harm. */
    private static List<Page> fetchAll(BulkExecutor pool, TaskFunction<String, Page> fetch, List<String> urls)
            throws InterruptedException, ExecutionException {
        Page[] pages = new Page[urls.size()];
        Set<String> left = new LinkedHashSet<>(urls);
        for (int round = 1; !left.isEmpty(); round++) {
            List<String> now = List.copyOf(left);
            try (BulkResults<Page> results = pool.submitEach(fetch, now.iterator(), now.size())) {
                while (results.next()) {
                    String url = now.get((int) results.index());
                    if (!(results.failure() instanceof WorkerCrashedException) || round == 10) {
                        pages[urls.indexOf(url)] = results.value();
                        left.remove(url);
                    }
                }
            }
        }
        return List.of(pages);
    }

    private static Page fetch(HttpClient session, String url) throws IOException, InterruptedException {
        return page(session.send(request(url), HttpResponse.BodyHandlers.ofByteArray()));
    }

    private static HttpClient newSession() {
        HttpClient session = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(LIMIT)
                .build();
        SESSIONS.add(session);
        return session;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
    }

    private static Page page(HttpResponse<byte[]> response) {
        return new Page(
                response.uri().getPath(),
                response.statusCode(),
                response.body().length,
                Thread.currentThread().getName(),
                ProcessHandle.current().pid(),
                SESSIONS.size());
    }

    /** A site on a free port of this machine: each page comes after 100 ms and is 201 bytes long. */
    private static HttpServer startSite(ExecutorService answering) throws IOException {
        // Without this the kernel holds back the second packet of each answer for 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        site.setExecutor(answering);
        site.createContext("/page/", exchange -> {
            try (exchange) {
                Thread.sleep(100);
                byte[] body = (exchange.getRequestURI() + "\n".repeat(200))
                        .substring(0, 201)
                        .getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the site is being stopped: the connection just ends
            }
        });
        site.start();
        return site;
    }
}
