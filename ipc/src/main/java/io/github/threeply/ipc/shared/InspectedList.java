package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.MappedList.*;

import java.util.StringJoiner;

/** Looks at a list. */
final class InspectedList {
    private final InspectedFile file;
    private final Mapping mapping;
    private final Entry entry;
    private final long at;
    private final int elements;
    private final Findings findings;

    InspectedList(InspectedFile file, Entry entry, int elements, Findings findings) {
        this.file = file;
        this.mapping = file.mapping();
        this.entry = entry;
        this.at = entry.dataOffset();
        this.elements = elements;
        this.findings = findings;
    }

    void look() {
        // Places are claimed in order, so the first free one is found by halving.
        long low = 0;
        long high = entry.length();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if ((mapping.getLong(place(middle)) & STATE) == FREE) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        StringJoiner first = new StringJoiner(", ", "[", "]");
        long shown = Math.min(low, elements);
        for (long i = 0; i < shown; i++) {
            first.add(item(i));
        }
        if (shown < low) {
            first.add("...");
        }
        findings.value(low + " of " + entry.length() + " places: " + first);
        long empty = emptyPlaces(mapping, at, entry.elementBytes()) + lookForWriters(low);
        if (empty != 0) {
            findings.fact(
                    MemoryList.many(empty, "place") + (empty == 1 ? " stays" : " stay") + " empty: the writers died");
        }
        InspectedObject.waiters(file, at + CELL_AT, findings);
    }

    /**
     * Only the last places can be half written: each writer has one, and there are not many. Returns how many of them are
     * empty and have no number yet.
     */
    private long lookForWriters(long end) {
        long ended = 0;
        for (long i = Math.max(0, end - Layout.SLOT_COUNT * 16L); i < end; i++) {
            long word = mapping.getLong(place(i));
            if ((word & STATE) == CLAIMED) {
                long owner = word & ~STATE;
                findings.fact(
                        "place " + i + " is being written by " + file.users().describe(owner));
                if (file.users().isDead(owner)) {
                    findings.note("the writer of place " + i + " is dead; readers find it empty");
                }
            } else if (word == ENDED) {
                ended++;
            }
        }
        return ended;
    }

    private long place(long index) {
        return at + PLACES_AT + index * entry.elementBytes();
    }

    private String item(long index) {
        long place = place(index);
        long state = mapping.getLongAcquire(place) & STATE;
        if (state != WRITTEN) {
            return state == EMPTY ? "(empty)" : "(being written)";
        }
        int room = entry.elementBytes() - BYTES_IN_PLACE;
        int length = Math.max(0, Math.min(mapping.getInt(place + LENGTH_IN_PLACE), room));
        return ItemText.of(entry.detail().substring(3), file.bytes(place + BYTES_IN_PLACE, length));
    }
}
