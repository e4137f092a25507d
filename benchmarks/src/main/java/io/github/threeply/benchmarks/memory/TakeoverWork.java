package io.github.threeply.benchmarks.memory;

import io.github.threeply.benchmarks.Percentiles;
import io.github.threeply.benchmarks.Work;
import io.github.threeply.ipc.shared.Acquisition;
import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.ipc.shared.SharedMemory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Kills a JVM that holds a lock as {@code kill -9} does, while a thread of this one waits for it, which may have done so for
 * a short or a long time: the time from the kill until it has the lock. Tells the 99th hundredth of all kills since the
 * start, their median, the worst, and how many there were.
 */
final class TakeoverWork implements Work {
    private static final int TOGETHER = 4;

    private final Place place = new Place();
    private final SharedMemory memory = SharedMemory.create(Place.memory(place.directory()), 1 << 12);
    private final SharedLock lock = memory.lock(HolderProcess.LOCK);
    private final ExecutorService waiter = Executors.newSingleThreadExecutor();
    private final Queue<LineProcess> holders = new ArrayDeque<>();
    private final List<Long> times = new ArrayList<>();

    TakeoverWork() throws IOException {}

    @Override
    public void run(long operations) throws Exception {
        for (long i = 0; i < operations; i++) {
            times.add(once());
        }
    }

    private long once() throws Exception {
        if (holders.isEmpty()) {
            boot();
        }
        LineProcess holder = holders.remove();
        try {
            holder.tell(0);
            holder.answer(); // it holds the lock
            CountDownLatch begun = new CountDownLatch(1);
            Future<Long> taken = waiter.submit(() -> takeOver(begun));
            begun.await();
            Thread.sleep(5L + times.size() * 7 % 150);
            if (taken.isDone()) {
                throw new IllegalStateException("the lock was taken from one that lives");
            }
            long start = System.nanoTime();
            holder.kill();
            return taken.get(60, TimeUnit.SECONDS) - start;
        } finally {
            holder.close();
        }
    }

    /** Several at once, and all before the next kill, which must not compete with them for the processors. */
    private void boot() throws IOException {
        for (int i = 0; i < TOGETHER; i++) {
            holders.add(LineProcess.jvm(HolderProcess.class, place.directory().toString()));
        }
        for (LineProcess holder : holders) {
            holder.answer(); // it is ready
        }
    }

    private long takeOver(CountDownLatch begun) {
        begun.countDown();
        Acquisition found = lock.acquire();
        long end = System.nanoTime();
        if (found.verdict() != Acquisition.Verdict.ABANDONED) {
            throw new IllegalStateException("found " + found);
        }
        lock.markConsistent();
        lock.unlock();
        return end;
    }

    @Override
    public double[] values(long operations, double seconds) {
        Percentiles all =
                new Percentiles(times.stream().mapToLong(Long::longValue).toArray());
        return new double[] {all.at(0.99) / 1e9, all.at(0.5) / 1e9, all.at(1) / 1e9, times.size()};
    }

    @Override
    public void close() {
        holders.forEach(LineProcess::close);
        waiter.shutdownNow();
        memory.close();
        place.close();
    }
}
