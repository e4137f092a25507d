package io.github.threeply.benchmarks.pools;

import io.github.threeply.core.Task;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.shared.SharedArray;
import io.github.threeply.ipc.shared.SharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Has a worker turn many numbers round: either the numbers go there and back, or a handle of the memory that both map.
 * Each number is written and read on both sides.
 */
final class ByReferenceWork extends MedianWork {
    private final WorkerProcessPool pool = PoolRows.pool(1);
    private final Path file;
    private final SharedMemory memory;
    private final SharedArray.OfLong shared;
    private final boolean byReference;
    private final long[] numbers;
    private final long[] answers;
    private long round;

    ByReferenceWork(int bytes, boolean byReference) throws Exception {
        this.byReference = byReference;
        this.numbers = new long[bytes / Long.BYTES];
        this.answers = new long[numbers.length];
        this.file = Files.createTempFile("threeply-benchmark-", ".shared");
        Files.delete(file);
        this.memory = SharedMemory.create(file, bytes + (1L << 20));
        this.shared = memory.longArray("numbers", numbers.length);
        once(); // the process is up after that, and has mapped the memory
    }

    @Override
    protected long once() throws Exception {
        Arrays.setAll(numbers, i -> round + i);
        round++;
        long start = System.nanoTime();
        if (byReference) {
            shared.write(0, numbers, 0, numbers.length);
            pool.submit(negateAll(shared)).get();
            shared.read(0, answers, 0, answers.length);
        } else {
            long[] answer = pool.submit(negated(numbers)).get();
            System.arraycopy(answer, 0, answers, 0, answers.length);
        }
        long time = System.nanoTime() - start;
        for (int i = 0; i < numbers.length; i++) {
            if (answers[i] != -numbers[i]) {
                throw new IllegalStateException("sent " + numbers[i] + ", got " + answers[i]);
            }
        }
        return time;
    }

    private static Task<long[]> negated(long[] numbers) {
        return () -> {
            negate(numbers);
            return numbers;
        };
    }

    private static Task.Action negateAll(SharedArray.OfLong shared) {
        return () -> {
            long[] numbers = new long[(int) shared.length()];
            shared.read(0, numbers, 0, numbers.length);
            negate(numbers);
            shared.write(0, numbers, 0, numbers.length);
        };
    }

    private static void negate(long[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = -numbers[i];
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
        memory.close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.err.println("cannot delete " + file + ": " + e);
        }
    }
}
