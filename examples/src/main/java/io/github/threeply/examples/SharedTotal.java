package io.github.threeply.examples;

import io.github.threeply.ipc.process.WorkerExit;
import io.github.threeply.ipc.process.WorkerProcess;
import io.github.threeply.ipc.shared.SharedArray;
import io.github.threeply.ipc.shared.SharedBarrier;
import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

/**
 * Nine processes, started together, each add 50 to one value in shared memory: 450, always, because each addition is one
 * step. So it is if they read it and then write it under a lock. Beside it each counts to 50 in its own element of a
 * shared array; and the same with a value that is read, and then written, without a lock and many more times: that loses
 * updates. Prints for example
 * <pre>
 * 9 processes added 50 times each: 450
 * under a lock: 450
 * each in its own element: [50, 50, 50, 50, 50, 50, 50, 50, 50]
 * read, then written: 1800000 additions made 735122, so 1064878 were lost
 * </pre>
 */
public final class SharedTotal {
    private static final int PROCESSES = 9;
    private static final int ADDITIONS = 50;
    private static final int RACY_ADDITIONS = 200_000;

    private SharedTotal() {}

    /** What the shared values held at the end. */
    public record Result(long total, long lockedTotal, List<Long> own, long racyAdditions, long racyTotal) {}

    /** What all processes share: handles, which travel to a process as arguments. */
    record Shared(
            SharedBarrier start,
            SharedValue.OfLong total,
            SharedLock lock,
            SharedValue.OfLong lockedTotal,
            SharedArray.OfLong own,
            SharedValue.OfLong racy)
            implements Serializable {}

    /** Shows all of them. */
    public static void main(String[] args) throws Exception {
        Result result = run();
        System.out.println(PROCESSES + " processes added " + ADDITIONS + " times each: " + result.total());
        System.out.println("under a lock: " + result.lockedTotal());
        System.out.println("each in its own element: " + result.own());
        System.out.println("read, then written: " + result.racyAdditions() + " additions made " + result.racyTotal()
                + ", so " + (result.racyAdditions() - result.racyTotal()) + " were lost");
    }

    /** Starts the processes, and waits for their end. */
    public static Result run() throws InterruptedException, ExecutionException {
        try (SharedMemory memory = SharedMemory.temporary(1 << 16)) {
            Shared shared = new Shared(
                    memory.barrier("start", PROCESSES),
                    memory.longValue("total"),
                    memory.lock("lock"),
                    memory.longValue("locked-total"),
                    memory.longArray("own", PROCESSES),
                    memory.longValue("racy"));
            List<WorkerProcess> processes = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    int number = i;
                    processes.add(WorkerProcess.start("adder-" + (i + 1), () -> work(shared, number)));
                }
                CompletableFuture.allOf(processes.stream()
                                .map(process -> process.onExit().thenAccept(exit -> killUnlessNormal(exit, processes)))
                                .toArray(CompletableFuture[]::new))
                        .get();
                for (WorkerProcess process : processes) {
                    WorkerExit exit = process.join();
                    if (!exit.isNormal()) {
                        throw new IllegalStateException(process.name() + " has not done its work: " + exit);
                    }
                }
            } finally {
                processes.forEach(WorkerProcess::close);
            }
            return new Result(
                    shared.total().get(),
                    shared.lockedTotal().get(),
                    LongStream.range(0, PROCESSES).mapToObj(shared.own()::get).toList(),
                    (long) PROCESSES * RACY_ADDITIONS,
                    shared.racy().get());
        }
    }

    /** If one dies before it came to the barrier, the others would wait for it in vain. */
    private static void killUnlessNormal(WorkerExit exit, List<WorkerProcess> all) {
        if (!exit.isNormal()) {
            all.forEach(WorkerProcess::kill);
        }
    }

    /** What runs in each process. */
    private static void work(Shared shared, int number) throws Exception {
        shared.start().await(); // until all nine are there
        for (int i = 0; i < ADDITIONS; i++) {
            shared.total().addAndGet(1);
            shared.lock().withLock(() -> addOne(shared.lockedTotal())); // refused if a holder has died in between
            shared.own().set(number, shared.own().get(number) + 1); // nobody else writes it, so this is exact
        }
        shared.start().await(); // once more, or the first would be through before the last begins
        for (int i = 0; i < RACY_ADDITIONS; i++) {
            addOne(shared.racy());
        }
    }

    /** Whoever adds between the two steps is overwritten. */
    private static long addOne(SharedValue.OfLong value) {
        long next = value.get() + 1;
        value.set(next);
        return next;
    }
}
