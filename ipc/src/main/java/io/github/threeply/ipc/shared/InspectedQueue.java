package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.QueueLayout.*;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Looks at a queue, cell by cell from its head on. */
final class InspectedQueue {
    private static final int MOST_CELLS = 1 << 20;

    private final InspectedFile file;
    private final Mapping mapping;
    private final Entry entry;
    private final QueueForm form;
    private final String items;
    private final long at;
    private final int elements;
    private final Findings findings;

    private final Map<Long, Integer> claimed = new TreeMap<>();
    private final Map<Long, Integer> held = new TreeMap<>();
    private int inside;

    InspectedQueue(InspectedFile file, Entry entry, ObjectType type, int elements, Findings findings) {
        this.file = file;
        this.mapping = file.mapping();
        this.entry = entry;
        this.form = QueueForm.of(entry, type);
        this.items = QueueForm.items(entry);
        this.at = entry.dataOffset();
        this.elements = elements;
        this.findings = findings;
    }

    void look() {
        int capacity = form.capacity();
        long mask = (1L << (32 - Integer.numberOfLeadingZeros(capacity - 1))) - 1;
        long first = first(mask) & mask;
        int cells = Math.min(capacity, MOST_CELLS);
        StringJoiner front = new StringJoiner(", ", "[", "]");
        int shown = 0;
        for (int i = 0; i < cells; i++) {
            long cell = at + CELLS_AT + (first + i) % capacity * entry.elementBytes();
            long word = mapping.getLong(cell);
            switch (state(word)) {
                case CLAIMED -> claimed.merge(word & OWNER_MASK, 1, Integer::sum);
                case HELD -> held.merge(word & OWNER_MASK, 1, Integer::sum);
                case PUBLISHED -> {
                    inside++;
                    String item = shown < elements ? item(cell) : "";
                    if (shown < elements && mapping.getLong(cell) == word) { // not taken meanwhile
                        front.add(item);
                        shown++;
                    }
                }
                default -> {}
            }
        }
        if (shown < inside) {
            front.add("...");
        }
        findings.value(end() + ", " + inside + " of " + capacity + " items"
                + (cells < capacity ? " in the first " + cells + " places" : "") + ": " + front);
        tellOwners();
        tellNumbers();
        InspectedObject.waiters(file, at + ITEMS_CELL_AT, "waiting for items", findings);
        InspectedObject.waiters(file, at + ROOM_CELL_AT, "waiting for room", findings);
    }

    /** The first that was not taken: the hint may lag behind it. */
    private long first(long mask) {
        long position = mapping.getLong(at + HEAD_AT);
        for (int i = 0; i < QueueFastPath.HINT_EVERY && i < form.capacity(); i++) {
            long lap = position >>> Long.bitCount(mask);
            if (ahead(mapping.getLong(at + CELLS_AT + (position & mask) * entry.elementBytes()), lap) <= 0) {
                return position;
            }
            position = (position & mask) + 1 < form.capacity() ? position + 1 : (lap + 1) << Long.bitCount(mask);
        }
        return position;
    }

    private String end() {
        long end = mapping.getLongAcquire(at + END_AT);
        long outcome = QueueEnd.outcome(end);
        if (outcome == QueueEnd.FAILED) {
            findings.fact("failed: " + cause());
        }
        if (outcome == QueueEnd.DRAINED) {
            return "closed and drained";
        }
        return outcome == QueueEnd.FAILED ? "failed" : QueueEnd.isClosed(end) ? "closed" : "open";
    }

    private String cause() {
        long lengths = mapping.getLong(at + CAUSE_AT + 8);
        int nameBytes = Math.max(0, Math.min((int) (lengths >>> 32), CAUSE_TEXT_BYTES));
        int textBytes = Math.max(0, Math.min((int) lengths, CAUSE_TEXT_BYTES - nameBytes));
        String printed = new String(file.bytes(at + CAUSE_TEXT_AT + nameBytes, textBytes), StandardCharsets.UTF_8);
        return Shown.text(printed.lines().findFirst().orElse("")) + ", told by process "
                + mapping.getLong(at + CAUSE_AT);
    }

    private String item(long cell) {
        if (items.equals("long")) {
            return Long.toString(mapping.getLong(cell + ITEM_IN_CELL));
        }
        int room = entry.elementBytes() - BYTES_IN_CELL;
        int length = Math.max(0, Math.min(mapping.getInt(cell + ITEM_IN_CELL), room));
        return ItemText.of(items, file.bytes(cell + BYTES_IN_CELL, length));
    }

    private void tellOwners() {
        claimed.forEach((owner, count) -> {
            findings.fact(count + " being put by " + describe(owner));
            if (isDead(owner)) {
                findings.note("a producer died in the middle of a put; consumers skip what it claimed");
            }
        });
        held.forEach((owner, count) -> {
            findings.fact(count + " received and held by " + describe(owner));
            if (isDead(owner)) {
                findings.note("a holder of items is dead; they are "
                        + (form.dropsWhenHolderDies() ? "dropped, and counted" : "handed out again")
                        + " when a consumer looks");
            }
        });
    }

    private void tellNumbers() {
        String numbers = "";
        numbers += number("skipped claims", SKIPPED_AT);
        numbers += number("redelivered", REDELIVERED_AT);
        numbers += number("dropped", DROPPED_AT);
        numbers += number("unreadable", UNREADABLE_AT);
        if (!numbers.isEmpty()) {
            findings.fact(numbers.substring(2));
        }
    }

    private String number(String what, int offset) {
        long number = mapping.getLong(at + offset);
        return number == 0 ? "" : ", " + number + " " + what;
    }

    /** A cell has the low bits of the incarnation only: enough to tell its owner from the user that has the slot now. */
    private boolean isOfPresentUser(long owner) {
        return (file.users().ownerOf(Membership.slot(owner)) & OWNER_MASK) == owner;
    }

    private String describe(long owner) {
        int slot = Membership.slot(owner);
        return isOfPresentUser(owner) ? file.users().describe(slot) : "a user that is gone (slot " + slot + ")";
    }

    private boolean isDead(long owner) {
        int slot = Membership.slot(owner);
        return !isOfPresentUser(owner) || file.users().life(slot) == InspectedUsers.Life.DEAD;
    }
}
