package io.github.threeply.examples;

import io.github.threeply.ipc.process.WorkerExit;
import io.github.threeply.ipc.process.WorkerProcess;
import io.github.threeply.ipc.shared.SharedArray;
import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedValue;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Nine processes, started together, each add 50 to one value in shared memory: 450, always, because each addition is one
 * step. So it is if they read it and then write it under a lock. Beside it each counts to 50 in its own element of a shared
 * array; and the same with a value that is read, and then written, without a lock and many more times: that loses updates.
 * Prints for example
 * <pre>
 * 9 processes added 50 times each: 450
 * under a lock: 450
 * each in its own element: [50, 50, 50, 50, 50, 50, 50, 50, 50]
 * read, then written: 1800000 additions made 735122, so 1064878 were lost
 * </pre>
 *
 * <p>A process that is killed changes none of this. What is in shared memory outlives it; another takes its place and
 * goes on where it was. One that is killed with the lock leaves two numbers that may not agree; who gets the lock next is
 * told, and puts them right.
 */
public final class SharedTotal {
    private static final int PROCESSES = 9;
    private static final int ADDITIONS = 50;
    private static final int RACY_ADDITIONS = 200_000;

    private SharedTotal() {}

    /** What the shared values held at the end. */
    public record Result(
            long total, long lockedTotal, List<Long> own, long racyAdditions, long racyTotal, int killed) {}

    /** What all processes share: handles, which travel to a process as arguments. */
    record Shared(
            SharedValue.OfLong total,
            SharedLock lock,
            SharedValue.OfLong lockedTotal,
            SharedArray.OfLong lockedOwn,
            SharedArray.OfLong own,
            SharedValue.OfLong racy,
            SharedArray.OfLong racyOwn,
            SharedArray.OfLong ready,
            SharedValue.OfBoolean go)
            implements Serializable {

        static Shared in(SharedMemory memory) {
            return new Shared(
                    memory.longValue("total"),
                    memory.lock("lock"),
                    memory.longValue("locked-total"),
                    memory.longArray("locked-own", PROCESSES),
                    memory.longArray("own", PROCESSES),
                    memory.longValue("racy"),
                    memory.longArray("racy-own", PROCESSES),
                    memory.longArray("ready", PROCESSES),
                    memory.booleanValue("go"));
        }
    }

    /** Shows all of them. */
    public static void main(String[] args) throws Exception {
        show();
    }

    /** Shows all of them. */
    public static Result show() throws InterruptedException {
        Result result = run();
        System.out.println(PROCESSES + " processes added " + ADDITIONS + " times each: " + result.total());
        System.out.println("under a lock: " + result.lockedTotal());
        System.out.println("each in its own element: " + result.own());
        System.out.println("read, then written: " + result.racyAdditions() + " additions made " + result.racyTotal()
                + ", so " + (result.racyAdditions() - result.racyTotal()) + " were lost");
        if (result.killed() > 0) {
            System.out.println("processes that were killed, and whose work others went on with: " + result.killed());
        }
        return result;
    }

    /** Starts the processes, lets them begin together, and waits for their end. */
    public static Result run() throws InterruptedException {
        try (SharedMemory memory = SharedMemory.temporary(1 << 16)) {
            Shared shared = Shared.in(memory);
            Deque<Integer> killed = new ArrayDeque<>();
            List<WorkerProcess> processes = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    processes.add(start(shared, i, ADDITIONS));
                }
                for (int i = 0; i < PROCESSES; i++) {
                    while (shared.ready().get(i) == 0 && processes.get(i).isAlive()) {
                        Thread.sleep(1);
                    }
                }
                shared.go().set(true);
                for (int i = 0; i < PROCESSES; i++) {
                    if (!processes.get(i).join().isNormal()) {
                        killed.add(i);
                    }
                }
            } finally {
                processes.forEach(WorkerProcess::close);
            }
            int kills = goOnFor(killed, shared);
            return new Result(
                    shared.total().get(),
                    shared.lock().withLock(() -> shared.lockedTotal().get(), abandoned -> repair(shared)),
                    contents(shared.own()),
                    sum(shared.racyOwn()),
                    shared.racy().get(),
                    kills);
        }
    }

    /** One after another takes the place of a killed one. Nobody else adds now, so what is missing is known exactly. */
    private static int goOnFor(Deque<Integer> killed, Shared shared) throws InterruptedException {
        int kills = 0;
        while (!killed.isEmpty()) {
            kills++;
            int number = killed.remove();
            long missing = PROCESSES * ADDITIONS - shared.total().get();
            try (WorkerProcess process = start(shared, number, missing)) {
                WorkerExit exit = process.join();
                if (!exit.isNormal() && kills == 20) {
                    throw new IllegalStateException("this happens again and again: " + exit);
                } else if (!exit.isNormal()) {
                    killed.add(number);
                }
            }
        }
        return kills;
    }

    private static WorkerProcess start(Shared shared, int number, long additions) {
        return WorkerProcess.start("adder-" + (number + 1), () -> work(shared, number, additions));
    }

    /** What runs in each process. */
    private static void work(Shared shared, int number, long additions) throws InterruptedException {
        shared.ready().set(number, 1);
        while (!shared.go().get()) {
            Thread.sleep(1);
        }
        for (long i = 0; i < additions; i++) {
            shared.total().addAndGet(1);
        }
        while (shared.lockedOwn().get(number) < ADDITIONS) {
            shared.lock().withLock(() -> addUnderLock(shared, number), abandoned -> repair(shared));
        }
        for (long n = shared.own().get(number); n < ADDITIONS; n++) {
            shared.own().set(number, n + 1); // nobody else writes it, so this is exact
        }
        for (long n = shared.racyOwn().get(number); n < RACY_ADDITIONS; n++) {
            shared.racy().set(shared.racy().get() + 1); // whoever adds between these two is overwritten
            shared.racyOwn().set(number, n + 1);
        }
    }

    /** Nobody comes between these: but one who is killed between the last two leaves them so. */
    private static long addUnderLock(Shared shared, int number) {
        long total = shared.lockedTotal().get() + 1;
        shared.lockedOwn().set(number, shared.lockedOwn().get(number) + 1);
        shared.lockedTotal().set(total);
        return total;
    }

    private static void repair(Shared shared) {
        shared.lockedTotal().set(sum(shared.lockedOwn()));
    }

    private static List<Long> contents(SharedArray.OfLong array) {
        return LongStream.range(0, array.length()).mapToObj(array::get).toList();
    }

    private static long sum(SharedArray.OfLong array) {
        return LongStream.range(0, array.length()).map(array::get).sum();
    }
}
