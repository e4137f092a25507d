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
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/**
 * Three who sleep, all at once; and five downloads at once, two of which fail: the failures come back among the results,
 * each in its place. Prints for example
 * <pre>
 * 3 slept 0.2 s each, in 0.2 s
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
        System.out.printf(
                Locale.ROOT, "3 slept 0.2 s each, in %.1f s%n", sleep(3, 200).toMillis() / 1e3);
        run().forEach(System.out::println);
    }

    /** So many who sleep so long: nobody waits for another. Returns how long it took. */
    static Duration sleep(int sleepers, long millis) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        try (BulkExecutor pool = BulkExecutor.threadPerTask()) { // virtual threads on JDK 21 and later
            Task<Boolean> sleeper = () -> {
                Thread.sleep(millis);
                return true;
            };
            Tasks.gather(pool, Collections.nCopies(sleepers, sleeper));
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Downloads all, and tells what became of each. */
    public static List<String> run() throws IOException, InterruptedException {
        HttpServer site = startSite();
        try (BulkExecutor pool = BulkExecutor.threadPerTask()) {
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
    private static HttpServer startSite() throws IOException {
        HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        site.setExecutor(answer -> Threads.daemon("site-").newThread(answer).start());
        site.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                Thread.sleep(path.equals("/silent") ? 10_000 : path.equals("/slow") ? 100 : 0);
                boolean found = !path.equals("/missing");
                exchange.sendResponseHeaders(found ? 200 : 404, 4);
                exchange.getResponseBody().write(new byte[] {'p', 'a', 'g', 'e'});
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nobody interrupts it; if so, the connection just ends
            }
        });
        site.start();
        return site;
    }
}
