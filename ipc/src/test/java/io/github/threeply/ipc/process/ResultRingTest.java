package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One ring, seen from both sides over one memory. */
class ResultRingTest {
    private static final int CAPACITY = 256;
    private static final int HEAD = 128;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(ResultRing.bytes(CAPACITY));
    private final ResultRing worker = new ResultRing(memory.duplicate());
    private final ResultRing parent = new ResultRing(memory.duplicate());

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] readAll() {
        byte[] all = new byte[CAPACITY];
        int at = 0;
        while (parent.available() > 0) {
            at += parent.get(all, at, all.length - at);
        }
        return java.util.Arrays.copyOf(all, at);
    }

    @Test
    void givesBackWhatWasPutAtEveryPlaceOfTheRing() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = bytes(random, 1 + random.nextInt(CAPACITY));
            assertThat(worker.hasRoom(bytes.length)).isTrue();
            worker.put(bytes, bytes.length);
            assertThat(readAll()).isEqualTo(bytes);
        }
    }

    @Test
    void hasRoomAgainOnlyForWhatWasRead() {
        worker.put(new byte[200], 200);
        assertThat(worker.hasRoom(57)).isFalse();
        assertThat(worker.isDrained()).isFalse();

        assertThat(parent.get(new byte[50], 0, 50)).isEqualTo(50);

        assertThat(worker.hasRoom(106)).isTrue();
        assertThat(worker.hasRoom(107)).isFalse();
        assertThat(parent.get(new byte[200], 0, 200)).isEqualTo(150);
        assertThat(worker.isDrained()).isTrue();
    }

    @Test
    void asksForTheBellOnceAndOnlyWhileTheParentSleeps() {
        assertThat(worker.put(new byte[1], 1)).isFalse();
        assertThat(parent.sleep()).as("there is something to read").isFalse();
        readAll();
        assertThat(worker.put(new byte[1], 1)).as("it did not go to sleep").isFalse();
        readAll();

        assertThat(parent.sleep()).isTrue();
        assertThat(worker.put(new byte[1], 1)).isTrue();
        assertThat(worker.put(new byte[1], 1)).isFalse();

        readAll();
        assertThat(parent.sleep()).isTrue();
        parent.wake();
        assertThat(worker.put(new byte[1], 1)).isFalse();
    }

    @Test
    void asksForTheBellWhenThereIsAsMuchAsTheParentWaitsFor() {
        assertThat(parent.sleep(10)).isTrue();
        assertThat(worker.put(new byte[9], 9)).isFalse();
        assertThat(worker.put(new byte[1], 1)).isTrue();
        assertThat(worker.put(new byte[1], 1)).isFalse();

        assertThat(parent.sleep(100))
                .as("there is something, behind which nothing may come")
                .isFalse();
        readAll();
        assertThat(parent.sleep(Integer.MAX_VALUE)).isTrue();
        assertThat(worker.put(new byte[CAPACITY / 4], CAPACITY / 4))
                .as("a ring must not fill up unread")
                .isTrue();
    }

    @Test
    void asksForTheBellBeforeAPauseIfThereIsSomethingToRead() {
        assertThat(worker.pause()).as("nobody sleeps").isFalse();
        assertThat(parent.sleep(10)).isTrue();
        assertThat(worker.pause()).as("there is nothing to read").isFalse();
        worker.put(new byte[3], 3);

        assertThat(worker.pause()).isTrue();
        assertThat(worker.pause()).as("it was rung").isFalse();
        readAll();
        assertThat(parent.sleep(10)).isTrue();
        assertThat(worker.pause()).as("all was read").isFalse();
        assertThat(worker.put(new byte[10], 10)).isTrue();
    }

    @Test
    void tellsTheTaskThatWasBegunLast() {
        assertThat(parent.started()).isZero();
        worker.start(0);
        assertThat(parent.started()).isEqualTo(1);
        worker.start(41);
        assertThat(parent.started()).isEqualTo(42);
    }

    /** The other side may have been taken over. */
    @Test
    void copiesNothingWhereThePositionIsALie() {
        for (long lie : new long[] {-1, CAPACITY + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            memory.order(ByteOrder.nativeOrder()).putLong(HEAD, lie);
            assertThat(parent.get(new byte[CAPACITY], 0, CAPACITY)).isEqualTo(-1);
        }
    }

    @Test
    void refusesAMemoryThatIsNotAPowerOfTwo() {
        assertThatThrownBy(() -> new ResultRing(ByteBuffer.allocateDirect(ResultRing.bytes(1000))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> new ResultRing(ByteBuffer.allocateDirect(16)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
