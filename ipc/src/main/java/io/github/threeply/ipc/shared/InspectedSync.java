package io.github.threeply.ipc.shared;

import java.util.ArrayList;
import java.util.List;

/** Looks at semaphores, barriers, latches and events. */
final class InspectedSync {
    private final InspectedFile file;
    private final InspectedUsers users;
    private final Mapping mapping;
    private final Entry entry;
    private final long at;
    private final Findings findings;

    InspectedSync(InspectedFile file, Entry entry, Findings findings) {
        this.file = file;
        this.users = file.users();
        this.mapping = file.mapping();
        this.entry = entry;
        this.at = entry.dataOffset();
        this.findings = findings;
    }

    void semaphore() {
        int permits = Shape.number(entry);
        PermitLedger ledger = new PermitLedger(new ReadOnly(), new Nobody(), at, permits);
        int available = ledger.available();
        findings.value(available + " of " + permits + " permits available");
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            long owner = ledger.ownerIn(slot);
            int held = owner == Membership.NOBODY ? 0 : ledger.heldIn(slot);
            if (held != 0) {
                findings.fact(held + (held == 1 ? " permit" : " permits") + " held by " + users.describe(owner));
                if (users.isDead(owner)) {
                    findings.note("a holder of permits is dead; who needs them next gets them back");
                }
            }
        }
        if (available < 0 || available > permits) {
            findings.problem("its numbers contradict each other; delete the file to start again from nothing");
        }
        InspectedObject.waiters(file, at + Layout.LINE, findings);
    }

    void barrier() {
        int parties = Shape.number(entry);
        long word = mapping.getLong(at);
        int count = BarrierWord.count(word);
        if (BarrierWord.isBroken(word)) {
            findings.value("broken");
            findings.note("it is broken (" + BarrierWord.reason(word) + "); reset() makes it whole");
        } else {
            findings.value(count + " of " + parties + " parties have come");
        }
        findings.fact("generation " + BarrierWord.generation(word));
        if (count > parties) {
            findings.problem("more have come than it is for; delete the file to start again from nothing");
        }
        List<String> joined = new ArrayList<>();
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            long owner = mapping.getLong(at + BarrierParties.JOINED + slot * 8L);
            if (owner != Membership.NOBODY) {
                joined.add(users.describe(owner));
                if (users.isDead(owner) && !BarrierWord.isBroken(word)) {
                    findings.note("a party is dead; the next one that waits breaks it, and all are told");
                }
            }
        }
        if (!joined.isEmpty()) {
            findings.fact("parties are in " + String.join(", ", joined));
        }
        InspectedObject.waiters(file, at + BarrierParties.CELL, findings);
    }

    void latch() {
        int count = Shape.number(entry);
        long done = mapping.getLong(at);
        findings.value(done == count ? "open" : (count - done) + " of " + count + " counts left");
        if (done < 0 || done > count) {
            findings.problem("it was counted down " + done + " times; delete the file to start again from nothing");
        }
        InspectedObject.waiters(file, at + Layout.LINE, findings);
    }

    void event() {
        long changes = mapping.getLong(at);
        findings.value(EventWord.isSet(changes) ? "set" : "not set");
        findings.fact("changes: " + changes);
        InspectedObject.waiters(file, at + Layout.LINE, findings);
    }

    private final class ReadOnly implements PermitLedger.Words {
        @Override
        public long get(long offset) {
            return mapping.getLong(offset);
        }

        @Override
        public boolean compareAndSet(long offset, long expected, long value) {
            throw new IllegalStateException("this one only looks");
        }
    }

    private final class Nobody implements PermitLedger.Users {
        @Override
        public long me() {
            throw new IllegalStateException("this one is no user");
        }

        @Override
        public long meIfClaimed() {
            return Membership.NOBODY;
        }

        @Override
        public boolean isDead(long owner) {
            return users.isDead(owner);
        }
    }
}
