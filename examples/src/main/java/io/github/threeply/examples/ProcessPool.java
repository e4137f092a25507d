package io.github.threeply.examples;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpServer;
import io.github.threeply.core.Task;
import io.github.threeply.core.Threads;
import io.github.threeply.ipc.process.WorkerCrashedException;
import io.github.threeply.ipc.process.WorkerFuture;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Pages of a local server, fetched by worker processes and told as they complete. A host that does not exist, a page that
 * never comes, and a task that ends its worker fail alone, and each says why. Prints for example
 * <pre>
 * page 1: 1000 bytes
 * page 3: 3000 bytes
 * page 2: 2000 bytes
 * no such host: UnknownHostException: ...
 * ends its worker: WorkerCrashedException: fetch-worker-2 (pid 4712) exited with code 9 ...
 * page 4: 4000 bytes
 * never answers: TaskTimeoutException: ...
 * </pre>
 */
public final class ProcessPool {
    private static final int OWN_EXIT_CODE = 9;
    private static final Duration TASK_LIMIT = Duration.ofSeconds(4);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** No name server is asked for it: a part of a name has at most 63 letters. */
    private static final String NO_HOST = "no-such-host-" + "x".repeat(60) + ".invalid";

    private ProcessPool() {}

    /** Shows it. */
    public static void main(String[] args) throws Exception {
        run().forEach((title, told) -> System.out.println(title + ": " + told));
    }

    /** Fetches all, and tells what became of each, in the order in which they completed. */
    public static Map<String, String> run() throws IOException, InterruptedException {
        ExecutorService answering = Executors.newFixedThreadPool(8, Threads.daemon("site-"));
        HttpServer site = startSite(answering);
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .noQuarantine()
                .name("fetch")
                .workers(3)
                .taskTimeout(TASK_LIMIT)
                .cancelGrace(Duration.ofMillis(200))
                .start()) {
            return asTheyComplete(
                    pool, tasks("http://127.0.0.1:" + site.getAddress().getPort()));
        } finally {
            site.stop(0);
            answering.shutdownNow();
        }
    }

    private record Titled(String title, Task<Integer> task) {}

    private static List<Titled> tasks(String root) {
        return List.of(
                new Titled("page 1", () -> length(root + "/1000")),
                new Titled("never answers", () -> length(root + "/never")),
                new Titled("page 2", () -> length(root + "/2000")),
                new Titled("no such host", () -> length("http://" + NO_HOST + "/")),
                new Titled("page 3", () -> length(root + "/3000")),
                new Titled("ends its worker", ProcessPool::endWorker),
                new Titled("page 4", () -> length(root + "/4000")));
    }

    private static Map<String, String> asTheyComplete(WorkerProcessPool pool, List<Titled> tasks)
            throws InterruptedException {
        Map<String, String> told = new LinkedHashMap<>();
        List<Titled> left = tasks;
        for (int round = 1; !left.isEmpty(); round++) {
            Map<Long, Titled> byId = new HashMap<>();
            List<WorkerFuture<Integer>> futures = new ArrayList<>();
            for (Titled titled : left) {
                WorkerFuture<Integer> future = pool.submit(titled.task());
                futures.add(future);
                byId.put(future.taskId(), titled);
            }
            List<Titled> again = new ArrayList<>();
            for (WorkerFuture<Integer> future : Tasks.asCompleted(futures, LIMIT)) {
                Titled titled = requireNonNull(byId.get(future.taskId()));
                try {
                    told.put(titled.title(), future.get() + " bytes");
                } catch (ExecutionException e) {
                    Throwable cause = requireNonNull(e.getCause());
                    if (killedFromOutside(cause) && round < 10) {
                        again.add(titled); // to fetch a page once more does no harm
                    } else {
                        told.put(titled.title(), cause.getClass().getSimpleName() + ": " + cause.getMessage());
                    }
                }
            }
            left = again;
        }
        return told;
    }

    private static boolean killedFromOutside(Throwable failure) {
        return failure instanceof WorkerCrashedException crash && crash.exit().code() != OWN_EXIT_CODE;
    }

    /** What runs in a worker: fetches a page. */
    private static int length(String url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        try (InputStream page = connection.getInputStream()) {
            return page.readAllBytes().length;
        }
    }

    /** What runs in a worker: takes the whole process with it. */
    private static int endWorker() {
        Runtime.getRuntime().halt(OWN_EXIT_CODE);
        return 0;
    }

    /** A site on a free port of this machine; the path says how long the page is. */
    private static HttpServer startSite(ExecutorService answering) throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        site.setExecutor(answering);
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
                Thread.currentThread().interrupt(); // the site is being stopped: the connection just ends
            }
        });
        site.start();
        return site;
    }
}
