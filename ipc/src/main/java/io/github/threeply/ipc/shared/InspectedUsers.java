package io.github.threeply.ipc.shared;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The users of a memory, as one sees them who is none: what their slots say, and whether their processes live. */
final class InspectedUsers {
    /** Whether a user lives. */
    enum Life {
        ALIVE("alive"),
        DEAD("dead"),
        NOT_KNOWN("not known whether alive: of another container, perhaps");

        final String words;

        Life(String words) {
            this.words = words;
        }
    }

    private final Mapping mapping;
    private final SlotTable slots;

    InspectedUsers(Mapping mapping) {
        this.mapping = mapping;
        this.slots = new SlotTable(mapping);
    }

    /** Returns the slots that have a user, dead or alive. */
    List<Integer> taken() {
        List<Integer> taken = new ArrayList<>();
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            if (slots.pid(slot) != 0) {
                taken.add(slot);
            }
        }
        return taken;
    }

    long count(Life life) {
        return taken().stream().filter(slot -> life(slot) == life).count();
    }

    Life life(int slot) {
        return switch (slots.process(slot).verdict()) {
            case RUNS -> Life.ALIVE;
            case GONE -> Life.DEAD;
            case ENDING, UNKNOWN ->
                SystemLocks.isHeld(Sidecar.pathOf(mapping.file()), slot) ? Life.ALIVE : Life.NOT_KNOWN;
        };
    }

    /** Returns the owner word of the user that has a slot. */
    long ownerOf(int slot) {
        return slot >= Layout.SLOT_COUNT || slots.pid(slot) == 0
                ? Membership.NOBODY
                : Membership.owner(slot, slots.incarnation(slot));
    }

    /** Tells about the owner in a word. One whose slot is another's by now is dead. */
    Life lifeOf(long owner) {
        int slot = Membership.slot(owner);
        return isGone(owner) ? Life.DEAD : life(slot);
    }

    private boolean isGone(long owner) {
        int slot = Membership.slot(owner);
        return slot >= Layout.SLOT_COUNT
                || slots.incarnation(slot) != Membership.incarnation(owner)
                || slots.pid(slot) == 0;
    }

    boolean isDead(long owner) {
        return owner != Membership.NOBODY && lifeOf(owner) == Life.DEAD;
    }

    /** Returns a few words about the owner in a word. */
    String describe(long owner) {
        int slot = Membership.slot(owner);
        if (isGone(owner)) {
            return "a user that is gone (slot " + slot + ")";
        }
        return describe(slot);
    }

    String describe(int slot) {
        long pid = slots.pid(slot);
        return pid == 0
                ? "a user that is gone (slot " + slot + ")"
                : "process " + pid + " (slot " + slot + ", " + life(slot).words + ")";
    }

    /** Returns all about the user of a slot. */
    String details(int slot) {
        long incarnation = slots.incarnation(slot);
        long since = slots.claimedMillis(slot);
        Instant claimed = Instant.ofEpochMilli(since);
        return describe(slot) + ", since " + claimed + " (" + InspectedFile.age(claimed) + "), incarnation "
                + incarnation + (slots.hasTicketsOut(slot) ? ", with handles on their way" : "");
    }

    /** Returns the users of the slots whose bits are set. */
    String describeAll(long bits) {
        List<String> all = new ArrayList<>();
        for (long left = bits; left != 0; left &= left - 1) {
            all.add(describe(Long.numberOfTrailingZeros(left)));
        }
        return String.join(", ", all);
    }
}
