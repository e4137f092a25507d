package io.github.threeply.benchmarks.memory;

import io.github.threeply.benchmarks.Work;
import io.github.threeply.ipc.shared.QueueForm;
import io.github.threeply.ipc.shared.SharedEvent;
import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedMemoryClosedException;
import io.github.threeply.ipc.shared.SharedQueue;
import io.github.threeply.ipc.shared.SharedValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait for what does not come: for a lock that another process holds, an event, an item, a number. An operation
 * is a millisecond of that. Tells how much of a core the threads that wait used, and those of the library, in hundredths; and
 * then how much this process did, whose JVM also does something where nobody waits.
 */
final class WaitersWork implements Work {
    private static final Path TASKS = Path.of("/proc/self/task");

    private static final String WAITER = "waiter-";
    private static final String LIBRARY = "threeply-";

    private final Place place = new Place();
    private final SharedMemory memory = SharedMemory.create(Place.memory(place.directory()), 1 << 16);
    private final @Nullable LineProcess holder;
    private double part;
    private double all;

    private interface Wait {
        void begin() throws InterruptedException;
    }

    /** Without waiters it shows what a JVM with such a file costs that does nothing. */
    WaitersWork(boolean waiters) throws Exception {
        if (!waiters) {
            holder = null;
            return;
        }
        holder = LineProcess.jvm(HolderProcess.class, place.directory().toString());
        holder.answer(); // it is ready
        holder.tell(0);
        holder.answer(); // it holds the lock
        SharedLock lock = memory.lock(HolderProcess.LOCK);
        SharedEvent event = memory.event("event");
        SharedQueue.OfLong queue = memory.longQueue("queue", QueueForm.ofCapacity(16));
        SharedValue.OfLong value = memory.longValue("value");
        List<Wait> waits = List.of(
                lock::lockInterruptibly,
                event::await,
                () -> queue.takeLong(-1),
                () -> value.await(number -> number > 0));
        CountDownLatch begun = new CountDownLatch(waits.size());
        for (Wait wait : waits) {
            Thread thread = new Thread(() -> {
                begun.countDown();
                try {
                    wait.begin();
                    throw new IllegalStateException("what does not come has come");
                } catch (InterruptedException | SharedMemoryClosedException e) {
                    // at the end
                }
            });
            thread.setName(WAITER + thread.getName()); // the system knows it by this, too
            thread.setDaemon(true);
            thread.start();
        }
        begun.await();
    }

    /** Says what is missing. */
    static @Nullable String missing() {
        return Files.exists(TASKS) ? null : "needs /proc";
    }

    @Override
    public void run(long operations) throws Exception {
        double partBefore = cpuNanos(true);
        double allBefore = cpuNanos(false);
        long start = System.nanoTime();
        Thread.sleep(operations);
        double nanos = System.nanoTime() - start;
        part = (cpuNanos(true) - partBefore) / nanos * 100;
        all = (cpuNanos(false) - allBefore) / nanos * 100;
    }

    /** The times of the threads: what the system tells of the process counts in hundredths of a second. */
    private static double cpuNanos(boolean onlyOurs) throws IOException {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            double sum = 0;
            for (Path task : tasks.collect(Collectors.toList())) {
                try {
                    String name = Files.readString(task.resolve("comm"));
                    if (onlyOurs && !name.startsWith(WAITER) && !name.startsWith(LIBRARY)) {
                        continue;
                    }
                    sum += Double.parseDouble(
                            Files.readString(task.resolve("schedstat")).split(" ")[0]);
                } catch (IOException e) {
                    // it has ended meanwhile
                }
            }
            return sum;
        }
    }

    @Override
    public double[] values(long operations, double seconds) {
        return new double[] {part, all};
    }

    @Override
    public void close() {
        memory.close(); // before its end, or the one that waits for the lock would be told of that
        if (holder != null) {
            holder.close();
        }
        place.close();
    }
}
