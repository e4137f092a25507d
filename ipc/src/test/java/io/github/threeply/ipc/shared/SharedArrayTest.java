package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With windows of 4 KiB, so that each array has its elements in several of them, as one of 2 GiB has in earnest. */
class SharedArrayTest {
    private static final int LENGTH = 5000;

    @TempDir
    Path directory;

    private SharedMemory memory;

    @BeforeEach
    void create() {
        memory = SharedMemory.create(directory.resolve("memory"), 1 << 17, 12, null);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void changesLongs() {
        SharedArray.OfLong array = memory.longArray("a", LENGTH);
        for (long index : new long[] {0, 511, 512, 2500, LENGTH - 1}) {
            assertThat(array.get(index)).isZero();
            array.set(index, 10);
            assertThat(array.getAcquire(index)).isEqualTo(10);
            array.setRelease(index, 11);
            assertThat(array.getAndAdd(index, 4)).isEqualTo(11);
            assertThat(array.addAndGet(index, 5)).isEqualTo(20);
            assertThat(array.getAndSet(index, 1L << 40)).isEqualTo(20);
            assertThat(array.compareAndSet(index, 20, 1)).isFalse();
            assertThat(array.compareAndSet(index, 1L << 40, 1)).isTrue();
            assertThat(array.update(index, v -> v + index)).isEqualTo(1 + index);
        }
        assertThat(LongStream.range(0, LENGTH).filter(i -> array.get(i) != 0).count())
                .isEqualTo(5);
    }

    @Test
    void changesInts() {
        SharedArray.OfInt array = memory.intArray("a", LENGTH);
        for (int index : new int[] {0, 1023, 1024, 2500, LENGTH - 1}) {
            assertThat(array.get(index)).isZero();
            array.set(index, 10);
            assertThat(array.getAcquire(index)).isEqualTo(10);
            array.setRelease(index, 11);
            assertThat(array.getAndAdd(index, 4)).isEqualTo(11);
            assertThat(array.addAndGet(index, 5)).isEqualTo(20);
            assertThat(array.getAndSet(index, 1 << 30)).isEqualTo(20);
            assertThat(array.compareAndSet(index, 20, 1)).isFalse();
            assertThat(array.compareAndSet(index, 1 << 30, 1)).isTrue();
            assertThat(array.update(index, v -> v + index)).isEqualTo(1 + index);
        }
        assertThat(IntStream.range(0, LENGTH).filter(i -> array.get(i) != 0).count())
                .isEqualTo(5);
    }

    @Test
    void copiesRangesOfLongs() {
        SharedArray.OfLong array = memory.longArray("a", LENGTH);
        long[] source = LongStream.range(0, 3000).toArray();
        array.write(1000, source, 1, 2999);

        long[] target = new long[4000];
        array.read(999, target, 500, 3001);

        assertThat(target[499]).isZero();
        assertThat(target[500]).isZero();
        for (int i = 1; i < 3000; i++) {
            assertThat(target[500 + i]).isEqualTo(i);
            assertThat(array.get(999 + i)).isEqualTo(i);
        }
        assertThat(array.get(3999)).isZero();
    }

    @Test
    void copiesRangesOfInts() {
        SharedArray.OfInt array = memory.intArray("a", LENGTH);
        int[] source = IntStream.range(0, 3000).toArray();
        array.write(1000, source, 1, 2999);

        int[] target = new int[4000];
        array.read(999, target, 500, 3001);

        assertThat(target[499]).isZero();
        for (int i = 1; i < 3000; i++) {
            assertThat(target[500 + i]).isEqualTo(i);
            assertThat(array.get(999 + i)).isEqualTo(i);
        }
        assertThat(array.get(3999)).isZero();
    }

    @Test
    void fillsAllAndNothingElse() {
        SharedArray.OfLong before = memory.longArray("before", 16);
        SharedArray.OfLong longs = memory.longArray("longs", LENGTH);
        SharedArray.OfInt ints = memory.intArray("ints", LENGTH + 1);
        SharedArray.OfLong after = memory.longArray("after", 16);
        longs.fill(-7);
        ints.fill(-8);

        assertThat(LongStream.range(0, LENGTH).allMatch(i -> longs.get(i) == -7))
                .isTrue();
        assertThat(LongStream.rangeClosed(0, LENGTH).allMatch(i -> ints.get(i) == -8))
                .isTrue();
        assertThat(before.get(15)).isZero();
        assertThat(after.get(0)).isZero();
    }

    @Test
    void refusesIndexesThatItDoesNotHave() {
        SharedArray.OfLong longs = memory.longArray("longs", 10);
        SharedArray.OfInt ints = memory.intArray("ints", 10);
        for (long index : new long[] {-1, 10, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32}) {
            assertThatThrownBy(() -> longs.get(index))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContainingAll("index " + index, "0 to 9", "longs");
            assertThatThrownBy(() -> longs.update(index, v -> v)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> ints.set(index, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> longs.read(index, new long[4], 0, 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> longs.read(7, new long[4], 0, 4)).hasMessageContaining("the 4 elements from index 7");
        assertThatThrownBy(() -> longs.write(0, new long[4], 1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ints.write(0, new int[4], 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ints.read(-1, new int[4], 0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        longs.read(10, new long[0], 0, 0);
        assertThat(longs.length()).isEqualTo(10);
    }
}
