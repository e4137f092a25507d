package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The jobs that wait in the parent: those that came back from a worker first. A cancelled job stays until it is polled. */
final class JobQueue {
    private final ConcurrentLinkedQueue<Job> back = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Job> fresh = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    void add(Job job) {
        fresh.add(job);
        size.incrementAndGet();
    }

    void addFirst(Job job) {
        back.add(job);
        size.incrementAndGet();
    }

    @Nullable
    Job poll() {
        if (size.get() == 0) {
            return null;
        }
        Job job = back.poll();
        if (job == null) {
            job = fresh.poll();
        }
        if (job != null) {
            size.decrementAndGet();
        }
        return job;
    }

    int size() {
        return size.get();
    }

    List<Job> drain() {
        List<Job> all = new ArrayList<>();
        for (Job job = poll(); job != null; job = poll()) {
            all.add(job);
        }
        return all;
    }
}
