package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that wait in the parent: those that came back from a worker first. A cancelled job stays until it is taken.
 *
 * <p>A linked list to whose end anybody appends by one exchange, and from whose beginning several are taken by one
 * compare-and-set. Its two ends, and the two sums whose difference is its size, are on cache lines of their own: else
 * those who submit and those who send wait for each other's lines at every job.
 */
final class JobQueue {
    private static final int FIRST = 64; // in elements of 4 or 8 bytes, so at least 256 bytes from what else there is
    private static final int LAST = 192;
    private static final int LENGTH = 256;

    /** A look at a queue that moves so fast is given up: what is in it does not wait for long. */
    private static final int MOST_CUTS = 20;

    private final ConcurrentLinkedQueue<Job> back = new ConcurrentLinkedQueue<>();
    private final AtomicReferenceArray<Node> ends = new AtomicReferenceArray<>(LENGTH); // first: its job was taken
    private final AtomicLongArray sums = new AtomicLongArray(LENGTH); // at FIRST of those taken, at LAST of those added

    private static final class Node {
        private @Nullable Job job; // ordered by next, or by the compare-and-set of who takes it
        private volatile @Nullable Node next;

        Node(@Nullable Job job) {
            this.job = job;
        }
    }

    JobQueue() {
        Node none = new Node(null);
        ends.set(FIRST, none);
        ends.set(LAST, none);
    }

    void add(Job job) {
        Node node = new Node(job);
        Node before = ends.getAndSet(LAST, node);
        // Between these two steps nobody finds the job, nor those behind it. Whoever adds has a worker look afterwards.
        before.next = node;
        sums.getAndIncrement(LAST);
    }

    void addFirst(Job job) {
        back.add(job);
        sums.getAndIncrement(LAST);
    }

    /** Takes up to so many, in their order. Returns how many. */
    @SuppressWarnings("ReferenceEquality") // a node is itself and no other
    int take(@Nullable Job[] into, int most) {
        int taken = 0;
        while (taken < most) {
            Job job = back.poll();
            if (job == null) {
                break;
            }
            into[taken++] = job;
        }
        while (taken < most) {
            Node before = ends.get(FIRST);
            Node upTo = before;
            int count = 0;
            for (Node next = upTo.next; next != null && count < most - taken; next = upTo.next) {
                upTo = next;
                count++;
            }
            if (count == 0) {
                if (ends.get(FIRST) == before) {
                    break; // else somebody took it meanwhile, and cut what followed it
                }
                continue;
            }
            if (ends.compareAndSet(FIRST, before, upTo)) {
                while (before != upTo) {
                    Node next = before.next;
                    if (next == null) {
                        throw new AssertionError("only who takes a node cuts it");
                    }
                    before.next = null; // or one old node that is reachable would keep all that ever came after it
                    into[taken++] = next.job;
                    next.job = null;
                    before = next;
                }
            }
        }
        if (taken > 0) {
            sums.getAndAdd(FIRST, taken);
        }
        return taken;
    }

    /** The one that is next at this moment, if nobody is just taking it; cancelled ones too. */
    @Nullable
    Job peek() {
        Job job = back.peek();
        if (job != null) {
            return job;
        }
        Node next = ends.get(FIRST).next;
        return next == null ? null : next.job;
    }

    /** How many there are; for a moment one less than were added. */
    int size() {
        long taken = sums.get(FIRST); // first: or a negative size could come out
        return (int) Math.max(0, sums.get(LAST) - taken);
    }

    /** What is there at this moment; for looking only. */
    @SuppressWarnings("ReferenceEquality") // a node is itself and no other
    List<Job> copy() {
        List<Job> all = new ArrayList<>(back);
        int before = all.size();
        Node at = ends.get(FIRST);
        for (int cuts = 0; cuts < MOST_CUTS; ) {
            Node next = at.next;
            if (next != null) {
                Job job = next.job;
                if (job != null) { // else it has just been taken
                    all.add(job);
                }
                at = next;
            } else if (at == ends.get(LAST)) {
                break;
            } else { // it was taken, and cut off; what follows is behind those that were taken with it
                at = ends.get(FIRST);
                all.subList(before, all.size()).clear();
                cuts++;
            }
        }
        return all;
    }

    List<Job> drain() {
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
