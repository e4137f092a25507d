package io.github.threeply.examples;

import static java.util.Objects.requireNonNull;

import io.github.threeply.ipc.process.Connection;
import io.github.threeply.ipc.process.WorkerProcess;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * A process counts to 100 000 000 and sends the sum through its connection; then 16 MiB go there and come back with every
 * bit turned. Nobody has to read before the other may write. Prints for example
 * <pre>
 * total 100000000 after 0.61 s
 * 16777216 bytes went there and came back turned: true, after 0.14 s
 * </pre>
 */
public final class PipeCount {
    private static final long LIMIT = 100_000_000;
    private static final int LARGE = 16 << 20;

    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    private PipeCount() {}

    /** What came back. */
    public record Result(long total, Duration counting, int bytes, boolean turned, Duration echo) {}

    /** Shows both. */
    public static void main(String[] args) throws Exception {
        Result result = run();
        System.out.printf(
                Locale.ROOT,
                "total %d after %.2f s%n",
                result.total(),
                result.counting().toMillis() / 1e3);
        System.out.printf(
                Locale.ROOT,
                "%d bytes went there and came back turned: %b, after %.2f s%n",
                result.bytes(),
                result.turned(),
                result.echo().toMillis() / 1e3);
    }

    /** Talks to a process. */
    public static Result run() throws InterruptedException {
        try (WorkerProcess counter = WorkerProcess.start("counter", PipeCount::work)) {
            return talk(counter.connection());
        }
    }

    private static Result talk(Connection connection) throws InterruptedException {
        long start = System.nanoTime();
        connection.send(LIMIT);
        long total = requireNonNull(connection.receive(Long.class), "the sum");
        long counted = System.nanoTime();
        byte[] large = new byte[LARGE];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        connection.send(large);
        byte[] back = requireNonNull(connection.receive(byte[].class), "the bytes");
        long ended = System.nanoTime();
        turn(back);
        return new Result(
                total,
                Duration.ofNanos(counted - start),
                back.length,
                Arrays.equals(large, back),
                Duration.ofNanos(ended - counted));
    }

    /** What runs in the process. */
    private static void work(Connection connection) throws InterruptedException {
        long limit = requireNonNull(connection.receive(Long.class), "how far to count");
        connection.send(countTo(limit));
        byte[] large = requireNonNull(connection.receive(byte[].class), "the bytes");
        turn(large);
        connection.send(large);
    }

    /** Really counts: opaque accesses keep the compiler from making one addition of the loop. */
    private static long countTo(long limit) {
        long[] sum = {0};
        for (long i = 0; i < limit; i++) {
            ELEMENT.setOpaque(sum, 0, (long) ELEMENT.getOpaque(sum, 0) + 1);
        }
        return sum[0];
    }

    private static void turn(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
    }
}
