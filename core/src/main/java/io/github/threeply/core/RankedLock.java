package io.github.threeply.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A lock of {@link LockRanks}. */
@SuppressWarnings("ReferenceEquality") // ranks are compared within the very same maker
final class RankedLock extends OrderedLock {
    private final LockRanks ranks;
    private final int rank;

    RankedLock(LockRanks ranks, int rank, String name, Lock target) {
        super(name, target);
        this.ranks = ranks;
        this.rank = rank;
    }

    /** Locks with a rank come before others, by maker and rank; 0 where that does not decide. */
    static int compare(Lock a, Lock b) {
        if (a instanceof RankedLock first && b instanceof RankedLock second) {
            int byMaker = Long.compare(first.ranks.sequence, second.ranks.sequence);
            return byMaker != 0 ? byMaker : Integer.compare(first.rank, second.rank);
        }
        return Boolean.compare(b instanceof RankedLock, a instanceof RankedLock);
    }

    @Override
    void checkOrder(@Nullable Object[] held, int count, int heldBefore) {
        int checked = Math.min(count, heldBefore); // the others have no higher rank, and may have this one
        for (int i = 0; i < checked; i++) {
            if (mustComeAfter(held[i])) {
                throw refusal(held, checked);
            }
        }
    }

    private boolean mustComeAfter(@Nullable Object other) {
        return other instanceof RankedLock held && held != this && held.ranks == ranks && held.rank >= rank;
    }

    private LockOrderException refusal(@Nullable Object[] held, int count) {
        List<String> after = new ArrayList<>();
        StringBuilder message = new StringBuilder("'" + name + "' (rank " + rank + ") must not be waited for by ")
                .append(ThreadNames.of(Thread.currentThread()))
                .append(", which holds ");
        for (int i = 0; i < count; i++) {
            if (mustComeAfter(held[i]) && held[i] instanceof RankedLock lock && !after.contains(lock.name)) {
                message.append(after.isEmpty() ? "'" : ", '").append(lock.name).append("' (rank ");
                message.append(lock.rank).append(')');
                after.add(lock.name);
            }
        }
        message.append("; take locks in the order of rising ranks, and several of one rank by Locks.acquireAll");
        return new LockOrderException(message.toString(), name, after);
    }

    @Override
    public String toString() {
        return "rank " + rank + " " + super.toString();
    }
}
