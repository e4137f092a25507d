package io.github.threeply.ipc.process;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

/**
 * What a boot cache is to hold: the ways of tasks, of their results and failures, and of connections. The worker that goes
 * these ways loads this class too, and newer JVMs load all that is in their cache at each start: so it has no logger.
 */
final class StartWalk {
    private static final long SECONDS = 60;

    private StartWalk() {}

    /** One task. */
    static void step(WorkerProcessPool pool) throws InterruptedException, ExecutionException, TimeoutException {
        pool.submit(() -> {}).get(SECONDS, TimeUnit.SECONDS);
    }

    /** All ways. */
    static void through(WorkerProcessPool pool) throws InterruptedException, ExecutionException, TimeoutException {
        step(pool);
        List<String> texts = List.of("a", "b");
        Map<String, Integer> numbers = Map.of("a", 1);
        pool.submit(() -> texts.size() + numbers.size()).get(SECONDS, TimeUnit.SECONDS);
        pool.submit(() -> new BigInteger("3")).get(SECONDS, TimeUnit.SECONDS); // by Java serialization
        pool.submit(StartWalk::connect).get(SECONDS, TimeUnit.SECONDS);
        TaskFunction<Long, Long> function = n -> n + 1;
        try (BulkResults<Long> results =
                pool.submitEach(function, LongStream.range(0, 100).iterator(), 100)) {
            while (results.tryNext(Duration.ofSeconds(SECONDS))) {
                // all are to come
            }
        }
        try {
            pool.submit((Task<Object>) StartWalk::fail).get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return; // as it is meant to
        }
        throw new IllegalStateException("a task that fails did not fail");
    }

    /** Both ends of a connection, and a message each way. */
    private static void connect() throws IOException, InterruptedException, ClassNotFoundException {
        Class.forName(ConnectionEntry.class.getName());
        PipedInputStream toOne = new PipedInputStream(4096);
        PipedInputStream toTwo = new PipedInputStream(4096);
        PipedOutputStream fromOne = new PipedOutputStream(toTwo);
        PipedOutputStream fromTwo = new PipedOutputStream(toOne);
        Connection one = end(toOne, fromOne);
        Connection two = end(toTwo, fromTwo);
        one.send("there");
        two.send(List.of(two.receive(String.class), 1L));
        if (!(one.receive() instanceof List)) {
            throw new IllegalStateException("a connection lost its message");
        }
        one.close();
        two.close();
    }

    private static Connection end(PipedInputStream in, PipedOutputStream out) {
        ClassLoader loader = StartWalk.class.getClassLoader();
        return Connection.over(
                in,
                out,
                "the other end",
                "threeply-training",
                new ValueCodec(loader, ClassGate.everything(), false),
                new ValueCodec(loader, ClassGate.everything(), true),
                1 << 20,
                failure -> "the pipe ended");
    }

    private static Object fail() {
        throw new IllegalArgumentException("to see how a failure goes");
    }
}
