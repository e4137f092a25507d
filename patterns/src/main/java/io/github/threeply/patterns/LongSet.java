package io.github.threeply.patterns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A set of numbers that are not negative, by open addressing: nothing is allocated for each, since one is added and
 * removed for each argument of a map. It grows with what it holds at a time. For one thread.
 */
final class LongSet {
    private static final long FREE = -1;

    private long[] slots = newSlots(16);
    private int size;

    private static long[] newSlots(int length) {
        long[] slots = new long[length];
        Arrays.fill(slots, FREE);
        return slots;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(long number) {
        if (2 * size >= slots.length) {
            grow();
        }
        int slot = home(number);
        while (slots[slot] != FREE) {
            if (slots[slot] == number) {
                return;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = number;
        size++;
    }

    void remove(long number) {
        int mask = slots.length - 1;
        int slot = home(number);
        while (slots[slot] != number) {
            if (slots[slot] == FREE) {
                return;
            }
            slot = (slot + 1) & mask;
        }
        size--;
        // Those behind that had to give way move up, or a search for them would end at the gap.
        int gap = slot;
        int next = slot;
        while (true) {
            next = (next + 1) & mask;
            if (slots[next] == FREE) {
                break;
            }
            int wayFromHome = (next - home(slots[next])) & mask;
            if (wayFromHome >= ((next - gap) & mask)) {
                slots[gap] = slots[next];
                gap = next;
            }
        }
        slots[gap] = FREE;
    }

    void clear() {
        slots = newSlots(16);
        size = 0;
    }

    /** The numbers, in their order. */
    List<Long> toList() {
        List<Long> all = new ArrayList<>(size);
        for (long number : slots) {
            if (number != FREE) {
                all.add(number);
            }
        }
        Collections.sort(all);
        return Collections.unmodifiableList(all);
    }

    /** Spread out: numbers that follow each other would make one long run, and a removal goes to the end of its run. */
    private int home(long number) {
        return (int) ((number * 0x9E37_79B9_7F4A_7C15L) >>> 32) & (slots.length - 1);
    }

    private void grow() {
        long[] old = slots;
        slots = newSlots(Math.multiplyExact(old.length, 2));
        size = 0;
        for (long number : old) {
            if (number != FREE) {
                add(number);
            }
        }
    }
}
