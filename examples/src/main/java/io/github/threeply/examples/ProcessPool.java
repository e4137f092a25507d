package io.github.threeply.examples;

import com.sun.net.httpserver.HttpServer;
import io.github.threeply.core.Threads;
import io.github.threeply.ipc.process.TaskOptions;
import io.github.threeply.ipc.process.WorkerFuture;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;

/**
 * Pages of a local server, fetched by worker processes and told as they complete. A host that does not exist, a page that
 * never comes, and a task that ends its worker fail alone, and each says why. Prints for example, in any order,
 * <pre>
 * page 1: 1000 bytes
 * page 3: 3000 bytes
 * page 2: 2000 bytes
 * no such host: UnknownHostException: ...
 * ends its worker: WorkerCrashedException: fetch-worker-2 (pid 4712) exited with code 9...
 * page 4: 4000 bytes
 * never answers: TaskTimeoutException: task 2 ran longer than its limit of PT4S in fetch-worker-1...
 * </pre>
 */
public final class ProcessPool {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** No name server is asked for it: a part of a name has at most 63 letters. */
    private static final String NO_HOST = "http://no-such-host-" + "x".repeat(60) + ".invalid/";

    private ProcessPool() {}

    /** Shows it. */
    public static void main(String[] args) throws Exception {
        run((title, told) -> System.out.println(title + ": " + told));
    }

    /** Fetches all, and tells what became of each as soon as it completes. */
    public static void run(BiConsumer<String, String> tell) throws IOException, InterruptedException {
        HttpServer site = startSite();
        String root = "http://127.0.0.1:" + site.getAddress().getPort();
        TaskOptions again = TaskOptions.defaults().idempotent(9); // to fetch a page twice does no harm
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .name("fetch")
                .workers(3)
                .taskTimeout(Duration.ofSeconds(4))
                .cancelGrace(Duration.ofMillis(200))
                .noQuarantine()
                .start()) {
            Map<WorkerFuture<Integer>, String> titles = new LinkedHashMap<>();
            titles.put(pool.submit(() -> length(root + "/1000"), again), "page 1");
            titles.put(pool.submit(() -> length(root + "/never"), again), "never answers");
            titles.put(pool.submit(() -> length(root + "/2000"), again), "page 2");
            titles.put(pool.submit(() -> length(NO_HOST), again), "no such host");
            titles.put(pool.submit(() -> length(root + "/3000"), again), "page 3");
            titles.put(pool.submit(ProcessPool::endWorker), "ends its worker");
            titles.put(pool.submit(() -> length(root + "/4000"), again), "page 4");
            for (WorkerFuture<Integer> future : Tasks.asCompleted(titles.keySet(), LIMIT)) {
                tell.accept(titles.getOrDefault(future, "?"), outcome(future));
            }
        } finally {
            site.stop(0);
        }
    }

    private static String outcome(WorkerFuture<Integer> completed) throws InterruptedException {
        try {
            return completed.get() + " bytes";
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String why =
                    String.valueOf(cause.getMessage()).lines().findFirst().orElse(""); // what the thread did follows
            return cause.getClass().getSimpleName() + ": " + why;
        }
    }

    /** What runs in a worker: fetches a page. */
    private static int length(String url) throws IOException {
        try (InputStream page = URI.create(url).toURL().openStream()) {
            return page.readAllBytes().length;
        }
    }

    /** What runs in a worker: takes the whole process with it. */
    private static int endWorker() {
        Runtime.getRuntime().halt(9);
        return 0;
    }

    /** A site on a free port of this machine; the path says how long the page is. */
    private static HttpServer startSite() throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        site.setExecutor(answer -> Threads.daemon("site-").newThread(answer).start());
        site.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath().substring(1);
                if (path.equals("never")) {
                    Thread.sleep(LIMIT.toMillis());
                }
                byte[] page = new byte[Integer.parseInt(path)];
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nobody interrupts it; if so, the connection just ends
            }
        });
        site.start();
        return site;
    }
}
