package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Channel;
import io.github.threeply.core.Task;
import io.github.threeply.core.Threads;
import io.github.threeply.ipc.process.WorkerCrashedException;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.TaskGroup;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A queue of work and a few workers that empty it. Nobody counts tasks that are done, and no worker waits for ever:
 * closing the queue says that no more comes, a worker ends when it is closed and empty, and the join returns when all
 * have ended. The work itself is done by threads or by processes; one line decides. Prints
 * <pre>
 * by threads:   20 items put, 20 done, each once, in this process; 3 of 3 workers have ended
 * by processes: 20 items put, 20 done, each once, in other processes; 3 of 3 workers have ended
 * </pre>
 */
public final class WorkQueue {
    private static final int WORKERS = 3;
    private static final int ITEMS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private WorkQueue() {}

    /** One item that was done: its square, and the process that computed it. */
    public record Done(int item, long square, long pid) {}

    /** What was done, and how many workers have ended. */
    public record Result(Queue<Done> done, int ended) {
        @Override
        public String toString() {
            long distinct = done.stream().mapToInt(Done::item).distinct().count();
            boolean here = done.stream().allMatch(each -> each.pid() == pid());
            return ITEMS + " items put, " + done.size() + " done, "
                    + (distinct == done.size() ? "each once" : "some twice")
                    + ", in " + (here ? "this process" : "other processes") + "; " + ended + " of " + WORKERS
                    + " workers have ended";
        }
    }

    /** Shows both. */
    public static void main(String[] args) throws Exception {
        try (BulkExecutor pool = BulkExecutor.threads(2)) {
            System.out.println("by threads:   " + run(pool));
        }
        try (BulkExecutor pool =
                WorkerProcessPool.builder().noQuarantine().workers(2).start()) {
            System.out.println("by processes: " + run(pool));
        }
    }

    /** The program: it knows nothing of processes. */
    @SuppressWarnings("FutureReturnValueIgnored") // the join of the group throws what a worker has thrown
    public static Result run(BulkExecutor pool) throws InterruptedException, ExecutionException {
        Channel<Integer> queue = Channel.bounded(4);
        Queue<Done> done = new ConcurrentLinkedQueue<>();
        AtomicInteger ended = new AtomicInteger();
        try (BulkExecutor threads = BulkExecutor.threads(WORKERS, Threads.daemon("worker-"));
                TaskGroup workers = TaskGroup.open(threads)) {
            for (int i = 0; i < WORKERS; i++) {
                workers.fork(Task.Action.of(() -> {
                    work(queue, pool, done);
                    ended.incrementAndGet();
                }));
            }
            for (int item = 1; item <= ITEMS; item++) {
                queue.put(item); // waits while four are in the queue
            }
            queue.close();
            if (!workers.join(LIMIT)) {
                throw new IllegalStateException("the workers have not ended within " + LIMIT);
            }
        }
        return new Result(done, ended.get());
    }

    /** One worker: takes and does items until the queue is closed and empty. */
    private static void work(Channel<Integer> queue, BulkExecutor pool, Queue<Done> done) throws Exception {
        try {
            for (Integer item = queue.take(); item != null; item = queue.take()) {
                done.add(doOne(pool, item));
            }
        } catch (Exception e) {
            queue.fail(e); // else who puts would wait for workers that are gone
            throw e;
        }
    }

    private static Done doOne(BulkExecutor pool, int item) throws InterruptedException, ExecutionException {
        for (int attempt = 1; ; attempt++) {
            try {
                return pool.submit(() -> new Done(item, (long) item * item, pid()))
                        .get();
            } catch (ExecutionException e) { // without effects, it may be done again if somebody killed a worker
                if (!(e.getCause() instanceof WorkerCrashedException) || attempt == 10) {
                    throw e;
                }
            }
        }
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }
}
