package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.LockWord.*;

import io.github.threeply.ipc.shared.SharedLock.State;
import org.jspecify.annotations.Nullable;

/** Says in words what is in the word of a lock. */
final class LockOwners {
    private final LockLocal local;
    private final Mapping mapping;
    private final Membership membership;

    LockOwners(LockLocal local) {
        this.local = local;
        this.mapping = local.mapping;
        this.membership = local.file.membership();
    }

    State state(long word) {
        if (isUnrecoverable(word)) {
            return State.UNRECOVERABLE;
        } else if (isHeld(word)) {
            return local.isAbandoned(word) ? State.ABANDONED : State.HELD;
        }
        return isInconsistent(word) ? State.INCONSISTENT : State.FREE;
    }

    /** Returns who holds it or made it what it is, or null if it is free or nobody knows. */
    @Nullable
    String of(long word) {
        if (isHeld(word)) {
            return isWithoutThread(word) ? endedThread(Membership.slot(word)) : membership.describe(owner(word));
        } else if (isUnrecoverable(word)) {
            return membership.describe(owner(word));
        } else if (isInconsistent(word)) {
            long before = mapping.getLong(local.offset + TAKEN_OVER);
            return isHeld(before) ? of(before) : null;
        }
        return null;
    }

    private String endedThread(int slot) {
        long user = membership.ownerOf(slot);
        return user == Membership.NOBODY
                ? "a user that has left (slot " + slot + ")"
                : "an ended thread of " + membership.describe(user);
    }

    SharedLock.Status status() {
        long word = mapping.getLong(local.offset);
        long thread = isHeld(word) ? mapping.getLong(local.offset + THREAD) : 0;
        State state = state(word);
        return new SharedLock.Status(
                state,
                of(word),
                state == State.HELD ? thread : 0,
                mapping.getLong(local.offset + NEXT) != Membership.NOBODY,
                mapping.getLong(local.offset + TOKENS),
                mapping.getLong(local.offset + TAKEOVERS),
                mapping.getLong(local.offset + GENERATION));
    }
}
