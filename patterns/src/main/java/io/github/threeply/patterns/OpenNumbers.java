package io.github.threeply.patterns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Which of the numbers that were given out, one after the other from 0, have not come back. A ring of bits: a map gives out
 * one number for each argument and takes it back, so this must cost next to nothing. It grows with the distance between
 * the first number that is out and the last. For one thread.
 */
final class OpenNumbers {
    private long[] ring = new long[8]; // bit by number; a power of two
    private long first; // no number below is out; at the start of a word
    private long next; // to be given out
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Gives out the next number. */
    void open() {
        if (next - first >= 64L * ring.length) {
            grow();
        }
        ring[word(next)] |= 1L << next; // the shift takes the number's low six bits
        next++;
        size++;
    }

    /** Takes a number back. Has no effect if it is not out. */
    void close(long number) {
        if (number < first || number >= next) {
            return;
        }
        int word = word(number);
        long left = ring[word] & ~(1L << number);
        if (left == ring[word]) {
            return;
        }
        ring[word] = left;
        size--;
        while (ring[word(first)] == 0 && first + 64 <= next) {
            first += 64;
        }
    }

    void clear() {
        Arrays.fill(ring, 0);
        first = next & -64;
        size = 0;
    }

    /** The numbers that are out, in their order. */
    List<Long> toList() {
        List<Long> all = new ArrayList<>(size);
        for (long number = first; number < next; number++) {
            if ((ring[word(number)] & (1L << number)) != 0) {
                all.add(number);
            }
        }
        return Collections.unmodifiableList(all);
    }

    private int word(long number) {
        return (int) (number >>> 6) & (ring.length - 1);
    }

    private void grow() {
        long[] old = ring;
        long from = first;
        ring = new long[Math.multiplyExact(old.length, 2)];
        for (int i = 0; i < old.length; i++) {
            long number = from + 64L * i;
            ring[word(number)] = old[(int) (number >>> 6) & (old.length - 1)];
        }
    }
}
