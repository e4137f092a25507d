package io.github.threeply.ipc.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that one worker was sent and has not answered, by their numbers there. Whoever removes a job owns its outcome,
 * so that the thread that reads the answers and the one that buries the worker cannot both tell one.
 */
final class InFlight {
    static final int MOST = 4096; // a power of two

    private static final VarHandle ADDED;

    static {
        try {
            ADDED = MethodHandles.lookup().findVarHandle(InFlight.class, "added", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AtomicReferenceArray<@Nullable Job> slots = new AtomicReferenceArray<>(MOST);

    // Two sums that only grow, so that those who add and those who remove write different words. Both are made of jobs
    // in
    // the upper bits and of their bytes in the lower ones; where a sum of bytes overflows into the jobs, or both
    // overflow
    // altogether, the difference is right all the same.
    private static final int JOBS_SHIFT = 40;

    private volatile long added; // by the pump's owner, with ADDED
    private final AtomicLong removed = new AtomicLong();
    private final SentTasks sent = new SentTasks();
    private long next; // the number of the next job; the pump's owner

    private static long word(Job job) {
        return (1L << JOBS_SHIFT) + job.size;
    }

    /** The task with this number, also if it has ended, if that is not too long ago. */
    SentTasks.@Nullable Label label(long sequence) {
        return sent.find(sequence);
    }

    long nextSequence() {
        return next;
    }

    void add(Job job) {
        long number = next;
        slots.setRelease(slot(number), job); // read with acquire by whoever asks for its number
        next = number + 1;
        ADDED.setRelease(this, added + word(job));
        // Last: if there is no memory for this, the job is found here all the same.
        sent.sent(number, job.id, job.name());
    }

    private static int slot(long sequence) {
        return (int) sequence & (MOST - 1);
    }

    /** How many of so many jobs can be added. For the pump's owner. */
    int room(int most) {
        int room = 0;
        while (room < most && slots.getAcquire(slot(next + room)) == null) {
            room++;
        }
        return room;
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
        removed.getAndAdd(word(job));
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

    /** As {@link #jobs}, those first that came last. */
    List<Job> newestFirst() {
        if (here() == 0) { // reads what is released after the number of the last one, so that number is seen too
            return List.of();
        }
        long newest = next - 1;
        List<Job> jobs = new ArrayList<>();
        for (int back = 0; back < MOST; back++) {
            Job job = slots.get(slot(newest - back));
            if (job != null) {
                jobs.add(job);
            }
        }
        return jobs;
    }

    private long here() {
        long gone = removed.get(); // first: or there could seem to be fewer than there are
        return added - gone;
    }

    /** How many there are. Others who add and look at each other's counts need a full fence between. */
    int count() {
        return (int) (here() >> JOBS_SHIFT);
    }

    /** Their bytes. */
    long bytes() {
        return here() & (1L << JOBS_SHIFT) - 1;
    }
}
