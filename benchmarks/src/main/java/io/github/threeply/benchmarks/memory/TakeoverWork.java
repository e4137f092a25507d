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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Kills a JVM that holds a lock as {@code kill -9} does, while a thread of this one waits for it: the time from the kill
 * until it has the lock. Tells the 99th hundredth of all kills since the start, their median, the worst, how many there were,
 * and the 99th hundredth of the times until the system says that the process has ended, which nobody can be faster than by
 * much.
 */
final class TakeoverWork implements Work {
    private static final long LONG_MILLIS = 2500;

    /** Whether those that wait have done so for seconds; else for up to 155 ms. */
    private final boolean late;

    private final int together;
    private final Place place = new Place();
    private final SharedMemory memory = SharedMemory.create(Place.memory(place.directory()), 1 << 16);
    private final ExecutorService waiters = Executors.newCachedThreadPool();
    private final Queue<Holder> holders = new ArrayDeque<>();
    private final List<Long> times = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();

    TakeoverWork(boolean late) throws IOException {
        this.late = late;
        this.together = late ? 8 : 4;
    }

    /** A process, the lock that it holds, and one who waits for it. */
    private final class Holder {
        private final LineProcess process;
        private final SharedLock lock;

        Holder(int number) throws IOException {
            String name = HolderProcess.LOCK + number;
            lock = memory.lock(name);
            process = LineProcess.jvm(HolderProcess.class, place.directory().toString(), name);
        }

        Future<Long> waitFor() throws Exception {
            process.tell(0);
            process.answer(); // it holds the lock
            CountDownLatch begun = new CountDownLatch(1);
            Future<Long> taken = waiters.submit(() -> takeOver(begun));
            begun.await();
            return taken;
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

        void kill(Future<Long> taken) throws Exception {
            if (taken.isDone()) {
                throw new IllegalStateException("the lock was taken from one that lives");
            }
            CompletableFuture<Long> ended = process.end();
            long start = System.nanoTime();
            process.kill();
            times.add(taken.get(60, TimeUnit.SECONDS) - start);
            ends.add(ended.get(60, TimeUnit.SECONDS) - start);
        }
    }

    @Override
    public void run(long operations) throws Exception {
        for (long i = 0; i < operations; i++) {
            if (late) {
                killAll();
            } else {
                killOne();
            }
        }
    }

    private void killOne() throws Exception {
        if (holders.isEmpty()) {
            boot();
        }
        try {
            Holder holder = holders.element();
            Future<Long> taken = holder.waitFor();
            Thread.sleep(5L + times.size() * 7 % 150);
            holder.kill(taken);
        } finally {
            holders.remove().process.close();
        }
    }

    private void killAll() throws Exception {
        boot();
        List<Future<Long>> taken = new ArrayList<>();
        for (Holder holder : holders) {
            taken.add(holder.waitFor());
        }
        Thread.sleep(LONG_MILLIS);
        for (Future<Long> one : taken) {
            try {
                holders.element().kill(one);
            } finally {
                holders.remove().process.close();
            }
            Thread.sleep(5L + times.size() * 7 % 30);
        }
    }

    /** Several at once, and all before the next kill, which must not compete with them for the processors. */
    private void boot() throws IOException {
        for (int i = 0; i < together; i++) {
            holders.add(new Holder(i));
        }
        for (Holder holder : holders) {
            holder.process.answer(); // it is ready
        }
    }

    @Override
    public double[] values(long operations, double seconds) {
        Percentiles all = percentiles(times);
        return new double[] {
            all.at(0.99) / 1e9,
            all.at(0.5) / 1e9,
            all.at(1) / 1e9,
            times.size(),
            percentiles(ends).at(0.99) / 1e9
        };
    }

    private static Percentiles percentiles(List<Long> nanos) {
        return new Percentiles(nanos.stream().mapToLong(Long::longValue).toArray());
    }

    @Override
    public void close() {
        holders.forEach(holder -> holder.process.close());
        waiters.shutdownNow();
        memory.close();
        place.close();
    }
}
