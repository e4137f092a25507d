package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that one worker was sent and has not answered, by their numbers there. Whoever removes a job owns its outcome,
 * so that the thread that reads the answers and the one that buries the worker cannot both tell one.
 */
final class InFlight {
    static final int MOST = 1024; // a power of two

    private final AtomicReferenceArray<@Nullable Job> slots = new AtomicReferenceArray<>(MOST);
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger bytes = new AtomicInteger();
    private long next; // the number of the next job; used by the pump's owner alone

    long nextSequence() {
        return next;
    }

    boolean hasRoom() {
        return slots.get(slot(next)) == null;
    }

    void add(Job job) {
        bytes.addAndGet(job.size);
        count.incrementAndGet();
        slots.set(slot(next++), job);
    }

    private static int slot(long sequence) {
        return (int) sequence & (MOST - 1);
    }

    @Nullable
    Job get(long sequence) {
        Job job = slots.get(slot(sequence));
        return job != null && job.sequence() == sequence ? job : null;
    }

    @SuppressWarnings("ReferenceEquality") // a job is itself and no other
    boolean holds(Job job, long sequence) {
        return slots.get(slot(sequence)) == job;
    }

    /** Takes the job out, for the one caller who gets it. */
    @Nullable
    Job remove(long sequence) {
        int slot = slot(sequence);
        Job job = slots.get(slot);
        if (job == null || job.sequence() != sequence || !slots.compareAndSet(slot, job, null)) {
            return null;
        }
        bytes.addAndGet(-job.size);
        count.decrementAndGet();
        return job;
    }

    /** The number of the oldest that may be there. */
    long oldest() {
        return Math.max(0, next - MOST);
    }

    List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            Job job = slots.get(i);
            if (job != null) {
                jobs.add(job);
            }
        }
        return jobs;
    }

    int count() {
        return count.get();
    }

    int bytes() {
        return bytes.get();
    }
}
