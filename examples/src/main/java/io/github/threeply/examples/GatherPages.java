package io.github.threeply.examples;

import com.sun.net.httpserver.HttpServer;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import io.github.threeply.core.Threads;
import io.github.threeply.patterns.Outcome;
import io.github.threeply.patterns.Tasks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Five downloads at once, two of which fail: the failures come back among the results, each in its place. Prints
 * <pre>
 * /fast: 4 bytes
 * /missing: IOException: status 404
 * /slow: 4 bytes
 * /silent: HttpTimeoutException: request timed out
 * /fast?again: 4 bytes
 * </pre>
 */
public final class GatherPages {
    private static final List<String> PATHS = List.of("/fast", "/missing", "/slow", "/silent", "/fast?again");
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private GatherPages() {}

    /** Shows it. */
    public static void main(String[] args) throws Exception {
        run().forEach(System.out::println);
    }

    /** Downloads all, and tells what became of each. */
    public static List<String> run() throws IOException, InterruptedException {
        ExecutorService answering = Executors.newFixedThreadPool(8, Threads.daemon("site-"));
        HttpServer site = startSite(answering);
        try (BulkExecutor pool = BulkExecutor.threadPerTask()) { // virtual threads on JDK 21 and later
            HttpClient client = HttpClient.newHttpClient();
            List<Task<Integer>> downloads = new ArrayList<>();
            for (String path : PATHS) {
                downloads.add(() -> length(client, site.getAddress().getPort(), path));
            }
            List<Outcome<Integer>> outcomes = Tasks.gatherOutcomes(pool, downloads);
            List<String> told = new ArrayList<>();
            for (int i = 0; i < PATHS.size(); i++) {
                told.add(PATHS.get(i) + ": " + tell(outcomes.get(i)));
            }
            return told;
        } finally {
            site.stop(0);
            answering.shutdownNow();
        }
    }

    private static String tell(Outcome<Integer> outcome) {
        if (outcome instanceof Outcome.Failure<Integer> failed) {
            return failed.failure().getClass().getSimpleName() + ": "
                    + failed.failure().getMessage();
        }
        return ((Outcome.Success<Integer>) outcome).value() + " bytes";
    }

    private static int length(HttpClient client, int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT)
                .build();
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return response.body().length;
    }

    /** A site on a free port of this machine, with a page that is slow, and one that never comes. */
    private static HttpServer startSite(ExecutorService answering) throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        site.setExecutor(answering);
        site.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                Thread.sleep(path.equals("/silent") ? 10_000 : path.equals("/slow") ? 100 : 0);
                boolean found = !path.equals("/missing");
                exchange.sendResponseHeaders(found ? 200 : 404, 4);
                exchange.getResponseBody().write(new byte[] {'p', 'a', 'g', 'e'});
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the site is being stopped: the connection just ends
            }
        });
        site.start();
        return site;
    }
}
