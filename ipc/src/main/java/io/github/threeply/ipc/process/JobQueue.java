package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that wait in the parent: those that came back from a worker first. A cancelled job stays until it is taken, or
 * until there may be more of such than of others, and more than {@value #DEAD}.
 *
 * <p>Places in the order of their numbers, in chunks that are linked. Who adds takes the next number and puts the job into
 * its place; who takes moves the number of the first one by one compare-and-set over as many as have come. A place is used
 * once, so it tells by itself whether its job has come. The two numbers are on cache lines of their own: else those who
 * submit and those who send wait for each other's lines at every job.
 */
final class JobQueue {
    private static final int DEAD = 1024;
    private static final int CHUNK = 512; // a power of two
    private static final int FIRST = 32; // in elements of 8 bytes, so 256 bytes from what else there is
    private static final int LAST = 64;
    private static final int LENGTH = 96;

    /** What is behind a chunk of which all were taken: a link that stays would keep all that ever came after it. */
    private static final Chunk CUT = new Chunk(-1);

    private final ConcurrentLinkedQueue<Job> back = new ConcurrentLinkedQueue<>();
    private final AtomicInteger cameBack = new AtomicInteger(); // how many are in it
    private final AtomicLongArray numbers = new AtomicLongArray(LENGTH); // of the next to be taken, and to be added

    private final AtomicInteger dead = new AtomicInteger(); // cancelled here since they were sorted out, taken or not
    private final ReentrantLock sorting = new ReentrantLock(); // none is in the hands of who sorts for who holds this

    // Each is a chunk that its side has come to: the one it needs, or one before that.
    private final AtomicReference<Chunk> taking;
    private final AtomicReference<Chunk> adding;

    private static final class Chunk {
        private final long base; // the number of its first place
        private final AtomicReferenceArray<@Nullable Job> jobs = new AtomicReferenceArray<>(CHUNK);
        private final AtomicReference<@Nullable Chunk> next = new AtomicReference<>();

        Chunk(long base) {
            this.base = base;
        }

        boolean has(long number) {
            return number - base < CHUNK;
        }

        static int place(long number) {
            return (int) number & (CHUNK - 1);
        }
    }

    JobQueue() {
        Chunk first = new Chunk(0);
        taking = new AtomicReference<>(first);
        adding = new AtomicReference<>(first);
    }

    void add(Job job) {
        Chunk from = adding.get(); // before the number is taken, so the place is there or behind it
        if (from.next.get() == null) {
            var unused = after(from); // and so is the next: a number that has no place would be waited for
        }
        long number = numbers.getAndIncrement(LAST);
        Chunk chunk = from;
        while (!chunk.has(number)) {
            chunk = afterSurely(chunk);
        }
        if (chunk != from) {
            adding.compareAndSet(from, chunk);
        }
        // Volatile: who adds looks afterwards whether a worker is to be woken, and that one has said so before it looks
        // here. Until now nobody finds the job, nor those behind it.
        chunk.jobs.set(Chunk.place(number), job);
    }

    /**
     * As {@link #after}, for who has a number. More threads than there are places in a chunk have to be here at once for
     * it to make one; should there be no memory then, others wait for this number as this waits for memory.
     */
    private Chunk afterSurely(Chunk chunk) {
        while (true) {
            try {
                return after(chunk);
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** The chunk behind this one, made now if there was none. */
    @SuppressWarnings("ReferenceEquality") // a chunk is itself and no other
    private Chunk after(Chunk chunk) {
        Chunk next = chunk.next.get();
        if (next == null) {
            Chunk made = new Chunk(chunk.base + CHUNK);
            next = chunk.next.compareAndExchange(null, made);
            if (next == null) {
                return made;
            }
        }
        // All of it were taken, but not the one that is to be added: the takers cannot be further than that.
        return next == CUT ? taking.get() : next;
    }

    void addFirst(Job job) {
        back.add(job);
        cameBack.getAndIncrement();
    }

    /** Takes up to so many, in their order. Returns how many. */
    int take(@Nullable Job[] into, int most) {
        int taken = 0;
        while (taken < most && cameBack.get() > 0) {
            Job job = back.poll();
            if (job == null) {
                break;
            }
            cameBack.getAndDecrement();
            into[taken++] = job;
        }
        while (taken < most) {
            int more = takeFromChunk(into, taken, most);
            if (more == 0) {
                break;
            }
            taken += more;
        }
        return taken;
    }

    private int takeFromChunk(@Nullable Job[] into, int from, int most) {
        while (true) {
            Chunk chunk = taking.get(); // before the number
            long number = numbers.get(FIRST);
            if (!chunk.has(number)) {
                if (!goOn(chunk)) {
                    return 0;
                }
                continue;
            }
            int place = Chunk.place(number);
            int end = Math.min(CHUNK, place + most - from);
            int at = place;
            while (at < end) {
                Job job = chunk.jobs.get(at);
                if (job == null) {
                    break;
                }
                into[from + at - place] = job;
                at++;
            }
            if (at > place ? numbers.compareAndSet(FIRST, number, number + at - place) : numbers.get(FIRST) == number) {
                for (int i = place; i < at; i++) {
                    chunk.jobs.setRelease(i, null); // after the step above: who sees it gone sees that it was taken
                }
                return at - place;
            }
            Arrays.fill(into, from, from + at - place, null); // another was first
        }
    }

    /** Moves the takers to the next chunk. False if there is none yet. */
    @SuppressWarnings("ReferenceEquality") // a chunk is itself and no other
    private boolean goOn(Chunk chunk) {
        Chunk next = chunk.next.get();
        if (next == null) {
            return false;
        }
        if (next != CUT && taking.compareAndSet(chunk, next)) {
            chunk.next.set(CUT);
        }
        return true;
    }

    /** One of them was cancelled. True if it is time to sort out such. */
    boolean died() {
        return dead.incrementAndGet() > Math.max(DEAD, size() / 2);
    }

    /**
     * Takes out what was cancelled; the others stay in their order. For moments what is about to be put back is not there.
     * False if another is at it.
     */
    boolean sortOutTheDead() {
        if (!sorting.tryLock()) {
            return false;
        }
        try {
            dead.set(0);
            long end = numbers.get(LAST); // what comes later is not ours to move
            for (int i = cameBack.get(); i > 0; i--) {
                Job job = back.poll();
                if (job == null) {
                    break;
                }
                cameBack.getAndDecrement();
                putBackUnlessDead(job);
            }
            @Nullable Job[] one = new @Nullable Job[1];
            while (numbers.get(FIRST) < end && takeFromChunk(one, 0, 1) == 1) {
                putBackUnlessDead(requireNonNull(one[0]));
            }
        } finally {
            sorting.unlock();
        }
        return true;
    }

    private void putBackUnlessDead(Job job) {
        while (!job.isDecided()) {
            try {
                addFirst(job);
                return;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(1_000_000); // nobody else has it, and its future must come to an end
            }
        }
    }

    /** The one that is next at this moment, if nobody is just taking it; cancelled ones too. */
    @Nullable
    Job peek() {
        Job job = back.peek();
        if (job != null) {
            return job;
        }
        Chunk chunk = taking.get();
        long number = numbers.get(FIRST);
        if (!chunk.has(number)) {
            chunk = chunk.next.get();
        }
        return chunk == null || !chunk.has(number) ? null : chunk.jobs.get(Chunk.place(number));
    }

    /** How many there are; for a moment one more than can be taken. */
    int size() {
        long taken = numbers.get(FIRST); // first: or a negative size could come out
        return (int) Math.max(0, numbers.get(LAST) - taken + cameBack.get());
    }

    /** What is there at this moment; for looking only. What is taken meanwhile may be missing. */
    List<Job> copy() {
        sorting.lock();
        try {
            return copyAll();
        } finally {
            sorting.unlock();
        }
    }

    private List<Job> copyAll() {
        List<Job> all = new ArrayList<>(back);
        long end = numbers.get(LAST);
        Chunk chunk = taking.get();
        for (long number = numbers.get(FIRST); number < end; number++) {
            if (!chunk.has(number)) {
                Chunk next = chunk.next.get();
                if (next == null) {
                    break;
                }
                chunk = next == CUT ? taking.get() : next;
                number = Math.max(number, chunk.base);
                if (!chunk.has(number)) {
                    break; // it moves so fast that what is in it does not wait for long
                }
            }
            Job job = chunk.jobs.get(Chunk.place(number));
            if (job != null) {
                all.add(job);
            }
        }
        return all;
    }

    List<Job> drain() {
        sorting.lock();
        try {
            return drainAll();
        } finally {
            sorting.unlock();
        }
    }

    private List<Job> drainAll() {
        List<Job> all = new ArrayList<>();
        @Nullable Job[] one = new @Nullable Job[1];
        while (take(one, 1) == 1) {
            Job job = one[0];
            if (job != null) {
                all.add(job);
            }
        }
        return all;
    }
}
