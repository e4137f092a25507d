package io.github.threeply.stress.support;

import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A ring of single numbers or flags in shared memory, each reachable through two mappings; see {@link MappedCounters}.
 *
 * @param <V> what they are
 */
public final class MappedValues<V> {
    private static final int FILES = 2;
    private static final int VALUES_IN_A_FILE = 8_000; // the directory of one file holds 8192
    private static final int BYTES_OF_A_VALUE = 128;

    private final AtomicInteger next = new AtomicInteger();
    private final List<V> first = new ArrayList<>();
    private final List<V> second = new ArrayList<>();
    private final Consumer<V> zero;

    private MappedValues(BiFunction<SharedMemory, String, V> open, Consumer<V> zero) {
        this.zero = zero;
        for (int file = 0; file < FILES; file++) {
            TwoMemories memories = TwoMemories.ofCapacity((long) VALUES_IN_A_FILE * BYTES_OF_A_VALUE);
            for (int i = 0; i < VALUES_IN_A_FILE; i++) {
                first.add(open.apply(memories.first(), "v" + i));
                second.add(open.apply(memories.second(), "v" + i));
            }
        }
    }

    /** Makes a ring of doubles. */
    public static MappedValues<SharedValue.OfDouble> doubles() {
        return new MappedValues<>(SharedMemory::doubleValue, value -> value.set(0));
    }

    /** Makes a ring of ints. */
    public static MappedValues<SharedValue.OfInt> ints() {
        return new MappedValues<>(SharedMemory::intValue, value -> value.set(0));
    }

    /** Makes a ring of flags. */
    public static MappedValues<SharedValue.OfBoolean> flags() {
        return new MappedValues<>(SharedMemory::booleanValue, value -> value.set(false));
    }

    /** Returns the next slot, its value at zero. */
    public int claim() {
        int slot = Math.floorMod(next.getAndIncrement(), first.size());
        zero.accept(first.get(slot));
        return slot;
    }

    /** Returns a slot's value as one process sees it. */
    public V first(int slot) {
        return first.get(slot);
    }

    /** Returns a slot's value as the other process sees it. */
    public V second(int slot) {
        return second.get(slot);
    }
}
