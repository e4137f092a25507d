package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Channel;
import io.github.threeply.core.Offer;
import io.github.threeply.ipc.process.WorkerCrashedException;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.shared.SharedItems;
import io.github.threeply.ipc.shared.SharedMemory;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A queue of work and a few workers that empty it. Nobody counts tasks that are done, and no worker waits for ever:
 * closing the queue says that no more comes, a worker ends when it is closed and empty, and the join returns when all
 * have ended. The workers are threads and the queue is in the heap, or the workers are processes and the queue is in
 * memory that they share; one line decides. Prints
 * <pre>
 * by threads:   20 items put, 20 done, each once, in this process; 3 of 3 workers have ended
 * by processes: 20 items put, 20 done, each once, in other processes; 3 of 3 workers have ended
 * </pre>
 *
 * <p>Should a worker be killed, what it had taken and done is lost with it, and nothing else: those items are put again.
 */
public final class WorkQueue {
    private static final int WORKERS = 3;
    private static final int ITEMS = 20;
    private static final int ROUNDS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private WorkQueue() {}

    /** One item that was done: its square, and the process that computed it. */
    public record Done(int item, long square, long pid) implements Serializable {}

    /** What was done, how often something was done again, and how many workers have ended. */
    public record Result(List<Done> done, int twice, int ended) {
        @Override
        public String toString() {
            boolean here = done.stream().allMatch(each -> each.pid() == pid());
            boolean elsewhere = done.stream().noneMatch(each -> each.pid() == pid());
            return ITEMS + " items put, " + done.size() + " done, "
                    + (twice == 0 ? "each once" : twice + " of them twice") + ", in "
                    + (here ? "this process" : elsewhere ? "other processes" : "several processes") + "; " + ended
                    + " of " + WORKERS + " workers have ended";
        }
    }

    /** Shows both. */
    public static void main(String[] args) throws Exception {
        try (SharedMemory memory = SharedMemory.anonymous(1 << 16);
                BulkExecutor threads = BulkExecutor.threads(WORKERS);
                BulkExecutor processes = WorkerProcessPool.builder()
                        .noQuarantine()
                        .workers(WORKERS)
                        .start()) {
            System.out.println("by threads:   " + run(threads, round -> Channel.bounded(4)));
            System.out.println("by processes: " + run(processes, round -> shared(memory, round)));
        }
    }

    /** A queue in shared memory: processes take from it as threads do from another. */
    public static Channel<Integer> shared(SharedMemory memory, int round) {
        return memory.queue("work " + round, SharedItems.of(Integer.class), 4);
    }

    /** The program: it knows nothing of processes. Queues are asked for by the number of the round. */
    public static Result run(BulkExecutor pool, IntFunction<Channel<Integer>> queues) throws Exception {
        Set<Integer> left =
                new LinkedHashSet<>(IntStream.rangeClosed(1, ITEMS).boxed().toList());
        List<Done> done = new ArrayList<>();
        int twice = 0;
        int ended = 0;
        for (int round = 1; !left.isEmpty() && round <= ROUNDS; round++) { // a second one only after a kill
            Channel<Integer> queue = queues.apply(round);
            List<Future<List<Done>>> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                workers.add(pool.submit(() -> work(queue)));
            }
            put(left, queue, workers);
            queue.close();
            ended = 0;
            for (Future<List<Done>> worker : workers) {
                for (Done each : join(worker)) {
                    if (left.remove(each.item())) {
                        done.add(each);
                    } else {
                        twice++;
                    }
                }
                ended++;
            }
        }
        return new Result(done, twice, ended);
    }

    /** Puts all items; waits while the queue is full, unless nobody is left to take them. */
    private static void put(Set<Integer> items, Channel<Integer> queue, List<? extends Future<?>> workers)
            throws InterruptedException {
        for (Integer item : items) {
            while (queue.tryPut(item, Duration.ofMillis(100)) == Offer.FULL) {
                if (workers.stream().allMatch(Future::isDone)) {
                    return;
                }
            }
        }
    }

    /** One worker: takes and does items until the queue is closed and empty. */
    private static List<Done> work(Channel<Integer> queue) throws InterruptedException {
        List<Done> done = new ArrayList<>();
        for (Integer item = queue.take(); item != null; item = queue.take()) {
            done.add(new Done(item, (long) item * item, pid()));
            Thread.sleep(5); // or one of them would be quick enough to do all
        }
        return done;
    }

    private static List<Done> join(Future<List<Done>> worker)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return worker.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerCrashedException) {
                return List.of(); // somebody killed it
            }
            throw e;
        }
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }
}
