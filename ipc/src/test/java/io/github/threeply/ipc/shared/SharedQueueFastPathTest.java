package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.SharedQueue.Delivery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be seen of a {@link SharedQueue}'s fast path, whose sides remember where they were. */
class SharedQueueFastPathTest {
    private static final QueueForm ONE_TO_ONE = QueueForm.ofCapacity(100).oneToOne();

    private SharedMemory one;
    private SharedMemory other;

    @BeforeEach
    void open() {
        one = SharedMemory.temporary(1 << 20);
        other = SharedMemory.open(one.path());
    }

    @AfterEach
    void close() {
        other.close();
        one.close();
    }

    private static QueueForm form(boolean oneToOne) {
        return oneToOne ? ONE_TO_ONE : QueueForm.ofCapacity(100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsEverybodyItsExactSizeAtEachStep(boolean oneToOne) throws Exception {
        SharedQueue.OfLong in = one.longQueue("q", form(oneToOne));
        SharedQueue.OfLong out = other.longQueue("q", form(oneToOne));
        try (SharedMemory third = SharedMemory.open(one.path())) {
            SharedQueue.OfLong seen = third.longQueue("q", form(oneToOne));
            int put = 0;
            int taken = 0;
            while (taken < 450) {
                int more = 1 + put % 37;
                for (int i = 0; i < more && put - taken < 100; i++) {
                    in.putLong(put++);
                    assertThat(seen.size()).isEqualTo(put - taken);
                    assertThat(seen.statistics().accepted()).isEqualTo(put);
                }
                for (int i = 0; i < more - taken % 3 && taken < put; i++) {
                    assertThat(out.takeLong(-1)).isEqualTo(taken++);
                    assertThat(seen.size()).isEqualTo(put - taken);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSideMayGoBackAndForthBetweenProcesses(boolean oneToOne) throws Exception {
        List<SharedQueue.OfLong> ends =
                List.of(one.longQueue("q", form(oneToOne)), other.longQueue("q", form(oneToOne)));
        long put = 0;
        long taken = 0;
        for (int round = 0; round < 200; round++) {
            SharedQueue.OfLong in = ends.get(round % 2);
            SharedQueue.OfLong out = ends.get(round / 2 % 2);
            for (int i = 0; i < round % 50; i++) {
                in.putLong(put++);
            }
            long most = round % 7 == 6 ? put : Math.min(put, taken + round % 50);
            while (taken < most) {
                assertThat(out.tryTakeLong(-1)).isEqualTo(taken++);
            }
            assertThat(out.size()).isEqualTo((int) (put - taken));
        }
    }

    @Test
    void isFullExactlyAtItsCapacityInEachLap() throws Exception {
        SharedQueue.OfLong in = one.longQueue("q", ONE_TO_ONE);
        SharedQueue.OfLong out = other.longQueue("q", ONE_TO_ONE);
        for (long lap = 0; lap < 5; lap++) {
            for (long i = 0; i < 100; i++) {
                assertThat(in.tryPutLong(i)).isEqualTo(Offer.ACCEPTED);
            }
            assertThat(in.tryPutLong(100)).isEqualTo(Offer.FULL);
            assertThat(out.tryTakeLong(-1)).isZero();
            assertThat(in.tryPutLong(100)).isEqualTo(Offer.ACCEPTED);
            for (long i = 1; i <= 100; i++) {
                assertThat(out.tryTakeLong(-1)).isEqualTo(i);
            }
            assertThat(out.tryTakeLong(-1)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anItemThatWasGivenBackIsTakenNext(boolean oneToOne) throws Exception {
        SharedQueue.OfLong in = one.longQueue("q", form(oneToOne));
        SharedQueue.OfLong out = other.longQueue("q", form(oneToOne));
        for (long i = 0; i < 5; i++) {
            in.putLong(i);
        }
        assertThat(out.tryTakeLong(-1)).isZero();
        Delivery<Long> held = Objects.requireNonNull(out.receive());
        assertThat(out.tryTakeLong(-1)).isEqualTo(2);

        held.close();

        assertThat(out.tryTakeLong(-1)).isEqualTo(1);
        assertThat(out.tryTakeLong(-1)).isEqualTo(3);
        assertThat(out.tryTakeLong(-1)).isEqualTo(4);
        assertThat(out.tryTakeLong(-1)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCloseByAnotherProcessEndsPutsAtOnceAndTakesAfterTheLastItem(boolean oneToOne) throws Exception {
        SharedQueue.OfLong in = one.longQueue("q", form(oneToOne));
        SharedQueue.OfLong out = other.longQueue("q", form(oneToOne));
        in.putLong(1);
        in.putLong(2);
        assertThat(out.takeLong(-1)).isEqualTo(1);

        out.close();

        assertThat(in.tryPutLong(3)).isEqualTo(Offer.CLOSED);
        assertThat(out.takeLong(-1)).isEqualTo(2);
        assertThat(out.takeLong(-1)).isEqualTo(-1);
        assertThat(in.isDrained()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAbortByAnotherProcessGivesBackAllThatIsInside(boolean oneToOne) throws Exception {
        SharedQueue.OfLong in = one.longQueue("q", form(oneToOne));
        SharedQueue.OfLong out = other.longQueue("q", form(oneToOne));
        for (long i = 0; i < 30; i++) {
            in.putLong(i);
        }
        for (long i = 0; i < 27; i++) {
            assertThat(out.takeLong(-1)).isEqualTo(i);
        }

        assertThat(in.abort(new IllegalStateException("enough"))).containsExactly(27L, 28L, 29L);

        assertThatThrownBy(() -> out.takeLong(-1)).hasMessageContaining("failed");
        assertThat(in.tryPutLong(30)).isEqualTo(Offer.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsPutOrTakenOnceTheMemoryIsClosed(boolean oneToOne) throws Exception {
        SharedQueue.OfLong in = one.longQueue("q", form(oneToOne));
        SharedQueue.OfLong out = other.longQueue("q", form(oneToOne));
        SharedQueue.OfBytes bytes = other.bytesQueue("b", 64, form(oneToOne));
        in.putLong(1);
        in.putLong(2);
        bytes.put(new byte[] {1});
        assertThat(out.takeLong(-1)).isEqualTo(1);

        other.close();

        assertThatThrownBy(() -> out.takeLong(-1)).isInstanceOf(SharedMemoryClosedException.class);
        assertThatThrownBy(() -> out.tryTakeLong(-1)).isInstanceOf(SharedMemoryClosedException.class);
        assertThatThrownBy(() -> out.putLong(3)).isInstanceOf(SharedMemoryClosedException.class);
        assertThatThrownBy(() -> bytes.takeBytes(new byte[64], 0)).isInstanceOf(SharedMemoryClosedException.class);
        assertThat(in.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDrainTakesWhatIsThereAndNotWhatItsReceiverPuts(boolean oneToOne) throws Exception {
        SharedQueue.OfLong queue = one.longQueue("q", form(oneToOne));
        List<Long> drained = new ArrayList<>();
        assertThat(queue.drainLongs(drained::add, 10)).isZero();
        for (long i = 0; i < 3; i++) {
            queue.putLong(i);
        }

        int count = queue.drainLongs(
                item -> {
                    drained.add(item);
                    assertThat(queue.tryPutLong(item + 10)).isEqualTo(Offer.ACCEPTED);
                },
                1000);

        assertThat(count).isEqualTo(3);
        assertThat(drained).containsExactly(0L, 1L, 2L);
        assertThat(queue.size()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesOfEachLengthComeOutAsTheyWentIn(boolean oneToOne) throws Exception {
        SharedQueue.OfBytes in = one.bytesQueue("b", 64, form(oneToOne));
        SharedQueue.OfBytes out = other.bytesQueue("b", 64, form(oneToOne));
        byte[] target = new byte[70];
        for (int round = 0; round < 300; round++) {
            byte[] item = new byte[round % 65];
            Arrays.fill(item, (byte) round);
            in.putBytes(item, 0, item.length);

            int length = out.takeBytes(target, 6);

            assertThat(Arrays.copyOfRange(target, 6, 6 + length)).isEqualTo(item);
        }
    }
}
