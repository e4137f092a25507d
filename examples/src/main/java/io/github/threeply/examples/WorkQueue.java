package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Channel;
import io.github.threeply.ipc.process.TaskOptions;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.shared.SharedItems;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.patterns.BoundedPipeline;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A queue of work, and three workers that empty it. Nobody counts tasks that are done: {@code joinProcessed} returns when
 * all that was put is done, and the workers go on; when the queue is closed they end. The queue is in the heap and the
 * workers are threads, or it is in memory that any process may map and they are processes: one line decides. Prints
 * <pre>
 * by threads:   10 items joined, then 20 done, each once, in this process; the workers have ended
 * by processes: 10 items joined, then 20 done, each once, in other processes; the workers have ended
 * </pre>
 */
public final class WorkQueue {
    private static final int WORKERS = 3;

    private WorkQueue() {}

    /** One item that was done: its square, and the process that computed it. */
    public record Done(int item, long square, long pid) implements Serializable {}

    /** How many items were done at the join, and all of them at the end. */
    public record Result(int joined, List<Done> done) {
        @Override
        public String toString() {
            boolean once = done.stream().map(Done::item).distinct().count() == done.size();
            boolean here = done.stream().allMatch(each -> each.pid() == pid());
            boolean elsewhere = done.stream().noneMatch(each -> each.pid() == pid());
            return joined + " items joined, then " + done.size() + " done, " + (once ? "each once" : "some twice")
                    + ", in " + (here ? "this process" : elsewhere ? "other processes" : "several processes")
                    + "; the workers have ended";
        }
    }

    /** Shows both. */
    public static void main(String[] args) throws Exception {
        TaskOptions again = TaskOptions.defaults().idempotent(9); // if a worker is killed, its item goes to another
        try (SharedMemory memory = SharedMemory.anonymous(1 << 16);
                BulkExecutor threads = BulkExecutor.threads(WORKERS);
                WorkerProcessPool processes = WorkerProcessPool.builder()
                        .workers(WORKERS)
                        .noQuarantine()
                        .start()) {
            System.out.println("by threads:   " + run(Channel.bounded(4), threads));
            System.out.println("by processes: " + run(shared(memory), processes.with(again)));
        }
    }

    /** A queue in shared memory. */
    static Channel<Integer> shared(SharedMemory memory) {
        return memory.queue("work", SharedItems.of(Integer.class), 4);
    }

    /** The program: it knows nothing of processes. */
    public static Result run(Channel<Integer> queue, BulkExecutor pool) throws InterruptedException {
        List<Done> done = new ArrayList<>(); // only the one thread of the last step adds
        BoundedPipeline workers = BoundedPipeline.from(queue)
                .stage("work", WORKERS, WorkQueue::work)
                .on(pool)
                .to("done", 1, done::add)
                .start();
        try (workers) {
            for (int item = 1; item <= 10; item++) {
                queue.put(item);
            }
            workers.joinProcessed(); // all ten are done
            int joined = done.size();
            for (int item = 11; item <= 20; item++) {
                queue.put(item);
            }
            queue.close(); // no more comes
            workers.awaitEnd();
            return new Result(joined, done);
        }
    }

    /** What a worker does with an item. */
    private static Done work(int item) throws InterruptedException {
        Thread.sleep(5); // or one of them would be quick enough to do all
        return new Done(item, (long) item * item, pid());
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }
}
