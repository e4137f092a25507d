package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
    void changesDoubles() {
        SharedArray.OfDouble array = memory.doubleArray("a", LENGTH);
        for (long index : new long[] {0, 511, 512, 2500, LENGTH - 1}) {
            assertThat(array.get(index)).isZero();
            array.set(index, 1.5);
            assertThat(array.getAcquire(index)).isEqualTo(1.5);
            array.setRelease(index, 2.5);
            assertThat(array.addAndGet(index, 0.5)).isEqualTo(3);
            assertThat(array.getAndSet(index, Double.NaN)).isEqualTo(3);
            assertThat(array.compareAndSet(index, 3, 1)).isFalse();
            assertThat(array.compareAndSet(index, Double.NaN, 0.0)).isTrue();
            assertThat(array.compareAndSet(index, -0.0, 1)).isFalse();
            assertThat(array.update(index, v -> v - 1)).isEqualTo(-1);
        }
    }

    @Test
    void changesBytesAndNotTheirNeighbours() {
        SharedArray.OfByte array = memory.byteArray("a", 10_001);
        for (long index : new long[] {0, 1, 4094, 4095, 4096, 4097, 10_000}) {
            assertThat(array.get(index)).isZero();
            array.set(index, (byte) -2);
            assertThat(array.getAcquire(index)).isEqualTo((byte) -2);
            array.setRelease(index, (byte) 126);
            assertThat(array.getAndAdd(index, (byte) 3)).isEqualTo((byte) 126);
            assertThat(array.get(index)).isEqualTo((byte) -127);
            assertThat(array.addAndGet(index, (byte) -2)).isEqualTo((byte) 127);
            assertThat(array.getAndSet(index, (byte) -1)).isEqualTo((byte) 127);
            assertThat(array.compareAndSet(index, (byte) 127, (byte) 1)).isFalse();
            assertThat(array.compareAndSet(index, (byte) -1, (byte) 1)).isTrue();
            assertThat(array.update(index, v -> v - 300)).isEqualTo((byte) (1 - 300));
            array.set(index, (byte) 0);
        }
        assertThat(LongStream.range(0, array.length()).allMatch(i -> array.get(i) == 0))
                .isTrue();
        array.fill(4, 4, (byte) -1);
        array.getAndSet(5, (byte) 0);
        assertThat(array.get(4)).isEqualTo((byte) -1);
        assertThat(array.get(5)).isZero();
        assertThat(array.get(6)).isEqualTo((byte) -1);
    }

    @Test
    void hasTheWeakerOrderingsByName() {
        SharedArray.OfLong longs = memory.longArray("longs", 10);
        SharedArray.OfInt ints = memory.intArray("ints", 10);
        SharedArray.OfDouble doubles = memory.doubleArray("doubles", 10);
        SharedArray.OfByte bytes = memory.byteArray("bytes", 10);
        longs.setOpaque(3, Long.MIN_VALUE);
        ints.setOpaque(3, Integer.MIN_VALUE);
        doubles.setOpaque(3, Double.MIN_VALUE);
        bytes.setOpaque(3, Byte.MIN_VALUE);

        assertThat(longs.getPlain(3)).isEqualTo(Long.MIN_VALUE);
        assertThat(ints.getPlain(3)).isEqualTo(Integer.MIN_VALUE);
        assertThat(doubles.getPlain(3)).isEqualTo(Double.MIN_VALUE);
        assertThat(bytes.getPlain(3)).isEqualTo(Byte.MIN_VALUE);

        longs.setPlain(3, 1);
        ints.setPlain(3, 2);
        doubles.setPlain(3, 3);
        bytes.setPlain(3, (byte) 4);

        assertThat(longs.getOpaque(3)).isEqualTo(1);
        assertThat(ints.getOpaque(3)).isEqualTo(2);
        assertThat(doubles.getOpaque(3)).isEqualTo(3);
        assertThat(bytes.getOpaque(3)).isEqualTo((byte) 4);
    }

    @Test
    void copiesRangesOfDoublesAndBytes() {
        SharedArray.OfDouble doubles = memory.doubleArray("doubles", LENGTH);
        SharedArray.OfByte bytes = memory.byteArray("bytes", 10_000);
        double[] source = IntStream.range(0, 3000).mapToDouble(i -> i / 4.0).toArray();
        byte[] sourceBytes = new byte[9000];
        new Random(1).nextBytes(sourceBytes);
        doubles.write(1000, source, 1, 2999);
        bytes.write(501, sourceBytes, 1, 8999);

        double[] target = new double[4000];
        byte[] targetBytes = new byte[9100];
        doubles.read(999, target, 500, 3001);
        bytes.read(500, targetBytes, 50, 9000);

        assertThat(target[500]).isZero();
        for (int i = 1; i < 3000; i++) {
            assertThat(target[500 + i]).isEqualTo(i / 4.0);
        }
        assertThat(targetBytes[50]).isZero();
        assertThat(Arrays.equals(sourceBytes, 1, 9000, targetBytes, 51, 9050)).isTrue();
        assertThat(bytes.get(9500)).isZero();
    }

    @Test
    void copiesBytesFromAndIntoBuffers() {
        SharedArray.OfByte array = memory.byteArray("a", 10_000);
        ByteBuffer source = ByteBuffer.allocateDirect(9000);
        for (int i = 0; i < 9000; i++) {
            source.put(i, (byte) (i * 7));
        }
        array.write(100, source.position(10).asReadOnlyBuffer());

        ByteBuffer target = ByteBuffer.allocate(9000).position(5);
        array.read(95, target);

        assertThat(target.hasRemaining()).isFalse();
        for (int i = 10; i < 9000; i++) {
            assertThat(target.get(i)).isEqualTo((byte) (i * 7));
        }
        assertThatThrownBy(() -> array.read(1001, ByteBuffer.allocate(9000)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.write(1001, ByteBuffer.allocate(9000)))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void movesTheSourceBufferOnAsItWrites() {
        SharedArray.OfByte array = memory.byteArray("a", 10_000);
        ByteBuffer source = ByteBuffer.allocate(9000).position(10);

        array.write(0, source);

        assertThat(source.hasRemaining()).isFalse();
    }

    @Test
    void fillsRangesAndNothingElse() {
        SharedArray.OfLong longs = memory.longArray("longs", LENGTH);
        SharedArray.OfInt ints = memory.intArray("ints", LENGTH);
        SharedArray.OfDouble doubles = memory.doubleArray("doubles", LENGTH);
        SharedArray.OfByte bytes = memory.byteArray("bytes", 20_000);
        longs.fill(1, LENGTH - 2, 7);
        ints.fill(1, LENGTH - 2, 7);
        doubles.fill(1, LENGTH - 2, 7);
        bytes.fill(1, 19_998, (byte) 7);
        bytes.fill(5, 0, (byte) 1);

        for (SharedArray array : List.of(longs, ints, doubles, bytes)) {
            assertThat(IntStream.range(0, (int) array.length())
                            .filter(i -> element(array, i) == 7)
                            .boxed())
                    .hasSize((int) array.length() - 2)
                    .doesNotContain(0, (int) array.length() - 1);
            assertThat(element(array, 0)).isZero();
            assertThat(element(array, array.length() - 1)).isZero();
        }
        assertThatThrownBy(() -> longs.fill(1, LENGTH, 7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> bytes.fill(1, -1, (byte) 7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> doubles.fill(-1, 1, 7)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static double element(SharedArray array, long index) {
        if (array instanceof SharedArray.OfLong longs) {
            return longs.get(index);
        } else if (array instanceof SharedArray.OfInt ints) {
            return ints.get(index);
        } else if (array instanceof SharedArray.OfDouble doubles) {
            return doubles.get(index);
        }
        return ((SharedArray.OfByte) array).get(index);
    }

    @Test
    void showsElementsWithoutACopy() {
        SharedArray.OfLong longs = memory.longArray("longs", 100);
        SharedArray.OfInt ints = memory.intArray("ints", 100);
        SharedArray.OfDouble doubles = memory.doubleArray("doubles", 100);
        SharedArray.OfByte bytes = memory.byteArray("bytes", 100);

        longs.view(3, 2).put(1, 0x0102030405060708L);
        ints.view(3, 2).put(1, 0x01020304);
        doubles.view(3, 2).put(1, 1.5);
        bytes.view(4, 8).putLong(0, 0x0102030405060708L);

        assertThat(longs.get(4)).isEqualTo(0x0102030405060708L);
        assertThat(ints.get(4)).isEqualTo(0x01020304);
        assertThat(doubles.get(4)).isEqualTo(1.5);
        assertThat(bytes.get(4)).isEqualTo((byte) 8);
        longs.set(3, 77);
        assertThat(longs.view(3, 2).get(0)).isEqualTo(77);
        assertThat(longs.view(3, 2).capacity()).isEqualTo(2);
        assertThat(bytes.view(100, 0).capacity()).isZero();
        assertThatThrownBy(() -> ints.view(99, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesAViewOverTwoPieces() {
        SharedArray.OfLong array = memory.longArray("a", LENGTH);
        int limit = array.viewLimit(10);

        assertThat(limit).isBetween(1, 512);
        assertThat(array.view(10, limit).capacity()).isEqualTo(limit);
        assertThatThrownBy(() -> array.view(10, limit + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("at most " + limit, String.valueOf(limit + 1));
        assertThat(array.viewLimit(10 + limit)).isEqualTo(512);
        assertThat(array.viewLimit(LENGTH - 1)).isEqualTo(1);
        assertThatThrownBy(() -> array.viewLimit(LENGTH)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void doesNotEndTheJvmByAViewAfterClose() {
        LongBuffer view = memory.longArray("a", 100).view(0, 100);
        memory.close();
        System.gc();

        try {
            view.put(5, 77);
            try (SharedMemory again = SharedMemory.open(directory.resolve("memory"))) {
                assertThat(again.longArray("a", 100).get(5)).isEqualTo(77);
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("closed"); // where the JVM unmaps at once
        }
        assertThatThrownBy(() -> memory.longArray("a", 100)).isInstanceOf(SharedMemoryClosedException.class);
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
