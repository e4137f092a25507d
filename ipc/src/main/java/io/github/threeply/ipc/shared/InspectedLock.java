package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.LockWord.*;

/** Looks at a lock. */
final class InspectedLock {
    private final InspectedFile file;
    private final InspectedUsers users;
    private final Mapping mapping;
    private final long at;
    private final Findings findings;

    InspectedLock(InspectedFile file, long at, Findings findings) {
        this.file = file;
        this.users = file.users();
        this.mapping = file.mapping();
        this.at = at;
        this.findings = findings;
    }

    void look() {
        long word = mapping.getLong(at);
        if (isUnrecoverable(word)) {
            findings.value("unrecoverable");
            findings.problem("somebody has given up what it protects; make that anew, under another name");
        } else if (isHeld(word)) {
            held(word);
        } else if (isInconsistent(word)) {
            findings.value("inconsistent");
            long before = mapping.getLong(at + TAKEN_OVER);
            String who = isHeld(before) && !isWithoutThread(before) ? users.describe(owner(before)) : "its holder";
            findings.problem("nobody has repaired what " + who + " left half done; repair it under recover()");
        } else {
            findings.value("free");
        }
        findings.fact("tokens drawn: " + mapping.getLong(at + TOKENS) + ", takeovers: "
                + mapping.getLong(at + TAKEOVERS) + ", repairs: " + mapping.getLong(at + GENERATION));
        long next = mapping.getLong(at + NEXT);
        if (next != Membership.NOBODY) {
            findings.fact("next turn asked for by " + users.describe(next));
        }
        InspectedObject.waiters(file, at + CELL, findings);
        for (int i = 0; i < CONDITION_CELLS; i++) {
            InspectedObject.waiters(
                    file, at + CONDITION_CELLS_AT + (long) i * Waits.CELL_BYTES, "waiting for a condition", findings);
        }
    }

    private void held(long word) {
        String repaired = isInconsistent(word) ? "; taken over, and not repaired yet" : "";
        if (isWithoutThread(word)) {
            findings.value("abandoned by a thread that has ended" + repaired);
            findings.note("whoever locks it next takes it over, and is told");
            return;
        }
        String who = users.describe(owner(word));
        if (users.isDead(owner(word))) {
            findings.value("abandoned by " + who + repaired);
            findings.note("its holder is dead; whoever locks it next takes it over, and is told");
        } else {
            findings.value("held by " + who + ", thread " + mapping.getLong(at + THREAD) + repaired);
        }
    }

    /** Looks at a read-write lock, which begins as a lock. */
    void lookAtBoth() {
        look();
        boolean read = false;
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            long word = mapping.getLong(at + READERS_AT + (long) slot * Layout.LINE);
            long count = word & READER_COUNT;
            if (count != 0) {
                read = true;
                long owner = (word & ~READER_COUNT) | ((long) slot << Membership.FLAG_BITS);
                findings.fact(
                        "read by " + count + (count == 1 ? " thread of " : " threads of ") + users.describe(owner));
                if (users.isDead(owner)) {
                    findings.note("a reader is dead; the next writer counts it out");
                }
            }
        }
        if (read && findings.value().equals("free")) {
            findings.value("read");
        }
        InspectedObject.waiters(file, at + DRAIN_CELL, "waiting for readers to leave", findings);
    }
}
