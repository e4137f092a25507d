package io.github.threeply.ipc.shared;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.Offer;
import io.github.threeply.ipc.process.PayloadCodec;
import io.github.threeply.ipc.shared.SharedQueue.Delivery;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link SharedQueue} promises beyond a channel: between two mappings of one file, which are two users to each other. */
class SharedQueueTest {
    private static final SharedItems<Integer> INTS = SharedItems.of(Integer.class);

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

    private static QueueForm form(boolean oneToOne, int capacity) {
        QueueForm form = QueueForm.ofCapacity(capacity);
        return oneToOne ? form.oneToOne() : form;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void carriesItemsFromOneUserToTheOther(boolean oneToOne) throws Exception {
        SharedQueue.OfLong in = one.longQueue("q", form(oneToOne, 3));
        SharedQueue.OfLong out = other.longQueue("q", form(oneToOne, 3));
        long count = 20_000;
        CompletableFuture<Void> producer = OwnThread.run(() -> {
            try {
                for (long i = 0; i < count; i++) {
                    in.putLong(i);
                }
                in.close();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        for (long i = 0; i < count; i++) {
            assertThat(out.takeLong(-1)).isEqualTo(i);
        }

        assertThat(out.takeLong(-1)).isEqualTo(-1);
        assertThat(out.take()).isNull();
        assertThat(in.isDrained()).isTrue();
        producer.get(30, TimeUnit.SECONDS);
        assertThat(out.statistics().accepted()).isEqualTo(count);
    }

    @Test
    void closeEndsTheStreamForEverybodyWhoComesLater() throws Exception {
        SharedQueue<Integer> queue = one.queue("q", INTS, 4);
        queue.put(1);
        queue.close();

        try (SharedMemory third = SharedMemory.open(one.path())) {
            SharedQueue<Integer> late = third.queue("q", INTS, 4);
            assertThat(late.tryPut(2)).isEqualTo(Offer.CLOSED);
            for (ThrowingCallable put : List.<ThrowingCallable>of(() -> late.put(2), () -> late.putAll(List.of(2)))) {
                assertThatThrownBy(put)
                        .isInstanceOf(ChannelClosedException.class)
                        .hasMessageContainingAll("stays closed", "another name", "LAST_CLOSE", "delete the file");
            }
            assertThat(late.take()).isEqualTo(1);
            assertThat(late.take()).isNull();
        }
        assertThat(queue.isDrained()).isTrue();
    }

    @Test
    void theCauseIsTheSameObjectHereAndTextThere() throws Exception {
        SharedQueue<Integer> here = one.queue("q", INTS, 4);
        SharedQueue<Integer> there = other.queue("q", INTS, 4);
        RuntimeException cause = new IllegalStateException("the reason ✓");

        assertThat(here.fail(cause)).isTrue();

        assertThat(here.failure()).isSameAs(cause);
        assertThat(one.queue("q", INTS, 4).failure()).isSameAs(cause);
        assertThat(there.failure()).isInstanceOfSatisfying(RemoteCauseException.class, e -> {
            assertThat(e.className()).isEqualTo("java.lang.IllegalStateException");
            assertThat(e.text()).contains("the reason ✓").contains("SharedQueueTest");
            assertThat(e.pid()).isEqualTo(ProcessHandle.current().pid());
        });
        assertThat(there.failure()).isSameAs(there.failure());
        assertThatThrownBy(there::take)
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(there.failure());
        assertThat(there.fail(new RuntimeException())).isFalse();
    }

    @Test
    void abortGivesBackWhatTheOtherUserPut() throws Exception {
        SharedQueue<Integer> here = one.queue("q", INTS, 4);
        SharedQueue<Integer> there = other.queue("q", INTS, 4);
        here.putAll(List.of(1, 2, 3));
        assertThat(there.take()).isEqualTo(1);

        assertThat(there.abort(new RuntimeException("enough"))).containsExactly(2, 3);

        assertThat(here.abort(new RuntimeException("too late"))).isEmpty();
        assertThatThrownBy(() -> here.put(4)).isInstanceOf(ChannelFailedException.class);
        assertThatThrownBy(here::take).rootCause().hasMessageContaining("enough");
    }

    @Test
    void aWaitEndsWhenThisProcessClosesTheMemory() throws Exception {
        SharedQueue<Integer> queue = other.queue("q", INTS, 4);
        CompletableFuture<Integer> take = OwnThread.supply(() -> {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        other.close();

        assertThat(take)
                .failsWithin(ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(SharedMemoryClosedException.class);
        assertThat(one.queue("q", INTS, 4).isClosed()).isFalse();
    }

    @Test
    void anItemThatIsTooLargeIsRefusedAndNothingIsAdded() throws Exception {
        SharedQueue<String> strings = one.queue("strings", SharedItems.strings(4), 8);
        SharedQueue.OfBytes bytes = one.bytesQueue("bytes", 4, QueueForm.ofCapacity(8));

        strings.put("1234");
        strings.put("ab✓".substring(1));
        assertThatThrownBy(() -> strings.put("12345")).isInstanceOfSatisfying(ItemTooLargeException.class, e -> {
            assertThat(e.bytes()).isEqualTo(5);
            assertThat(e.maxBytes()).isEqualTo(4);
        });
        assertThatThrownBy(() -> strings.tryPut("ab✓")).isInstanceOf(ItemTooLargeException.class);
        assertThatThrownBy(() -> strings.putAll(List.of("1", "12345"))).isInstanceOf(ItemTooLargeException.class);
        assertThatThrownBy(() -> bytes.tryPutBytes(new byte[9], 0, 5)).isInstanceOf(ItemTooLargeException.class);
        assertThatThrownBy(() -> bytes.put(new byte[5])).isInstanceOf(ItemTooLargeException.class);
        bytes.putBytes(new byte[] {1, 2, 3, 4, 5}, 1, 4);

        assertThat(strings.size()).isEqualTo(2);
        assertThat(strings.take()).isEqualTo("1234");
        assertThat(strings.take()).isEqualTo("b✓");
        byte[] target = new byte[6];
        assertThat(bytes.takeBytes(target, 2)).isEqualTo(4);
        assertThat(target).containsExactly(0, 0, 2, 3, 4, 5);
        assertThatThrownBy(() -> bytes.tryTakeBytes(target, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aDeliveryCountsAsTakenWhenItIsDone() throws Exception {
        SharedQueue<Integer> queue = one.queue("q", INTS, 2);
        queue.put(1);
        queue.put(2);

        Delivery<Integer> first = Objects.requireNonNull(queue.receive());
        assertThat(first.item()).isEqualTo(1);
        assertThat(first.isRedelivered()).isFalse();
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.statistics().held()).isEqualTo(1);
        assertThat(queue.tryPut(3)).as("it keeps its place").isEqualTo(Offer.FULL);

        first.done();

        assertThat(queue.tryPut(3)).isEqualTo(Offer.ACCEPTED);
        assertThatThrownBy(first::done).isInstanceOf(IllegalStateException.class);
        first.close();
        assertThat(queue.take()).isEqualTo(2);
        assertThat(queue.take()).isEqualTo(3);
    }

    @Test
    void aDeliveryThatIsClosedIsHandedOutAgainWithAFlag() throws Exception {
        SharedQueue<Integer> here = one.queue("q", INTS, 4);
        SharedQueue<Integer> there = other.queue("q", INTS, 4);
        here.putAll(List.of(1, 2));
        Delivery<Integer> held = Objects.requireNonNull(here.tryReceive());
        assertThat(there.take()).isEqualTo(2);

        held.close();
        held.close();

        assertThat(there.size()).isEqualTo(1);
        try (Delivery<Integer> again = Objects.requireNonNull(there.tryReceive(ZERO))) {
            assertThat(again.item()).isEqualTo(1);
            assertThat(again.isRedelivered()).isTrue();
            again.done();
        }
        assertThat(there.tryTake()).isNull();
        assertThat(here.statistics().redelivered()).isEqualTo(1);
        assertThatThrownBy(held::done).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClosedQueueDoesNotEndBeforeAllDeliveriesHave() throws Exception {
        SharedQueue<Integer> here = one.queue("q", INTS, 4);
        SharedQueue<Integer> there = other.queue("q", INTS, 4);
        here.put(1);
        Delivery<Integer> held = Objects.requireNonNull(here.receive());
        here.close();

        assertThat(there.tryTake()).isNull();
        assertThat(there.isDrained()).isFalse();
        CompletableFuture<Integer> take = OwnThread.supply(() -> {
            try {
                return there.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(there.tryTake(java.time.Duration.ofMillis(50))).isNull();
        assertThat(take).isNotDone();

        held.close();
        assertThat(take).succeedsWithin(ofSeconds(30)).isEqualTo(1);
        assertThat(there.take()).isNull();
        assertThat(here.isDrained()).isTrue();
    }

    @Test
    void manyReceiversEachHaveTheirOwnItemsWhateverIsGivenBack() throws Exception {
        SharedQueue<Integer> here = one.queue("q", INTS, 5);
        SharedQueue<Integer> there = other.queue("q", INTS, 5);
        int count = 3_000;
        List<CompletableFuture<List<Integer>>> receivers = new ArrayList<>();
        for (SharedQueue<Integer> queue : List.of(here, there, there)) {
            receivers.add(OwnThread.supply(() -> receiveAll(queue)));
        }
        for (int i = 0; i < count; i++) {
            here.put(i);
        }
        here.close();

        List<Integer> all = new ArrayList<>();
        for (CompletableFuture<List<Integer>> receiver : receivers) {
            all.addAll(receiver.get(60, TimeUnit.SECONDS));
        }
        assertThat(all).hasSize(count).doesNotHaveDuplicates();
    }

    /** Gives each fifth back the first time. */
    private static List<Integer> receiveAll(SharedQueue<Integer> queue) {
        List<Integer> done = new ArrayList<>();
        try {
            while (true) {
                try (Delivery<Integer> next = queue.receive()) {
                    if (next == null) {
                        return done;
                    }
                    if (next.item() % 5 != 0 || next.isRedelivered()) {
                        done.add(next.item());
                        next.done();
                    }
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anItemThatCannotBeReadIsTakenCountedAndThrownWithItsBytes() throws Exception {
        SharedQueue<Object> queue = one.queue("q", SharedItems.serialized(Object.class, 500, "java.lang.*;!*"), 4);
        queue.put(new ArrayList<>());
        queue.put("fine");

        assertThatThrownBy(queue::take)
                .isInstanceOfSatisfying(
                        ItemNotReadableException.class,
                        e -> assertThat(e.bytes()).isNotEmpty());

        assertThat(queue.take()).isEqualTo("fine");
        assertThat(queue.statistics().unreadable()).isEqualTo(1);
    }

    /** Fails while it decodes, once. */
    public static final class Fragile implements PayloadCodec {
        static volatile @Nullable Error next;
        static volatile int sound; // how many it decodes before that

        @Override
        public boolean handles(Class<?> type) {
            return type == String.class;
        }

        @Override
        public void encode(Object value, OutputStream out) throws IOException {
            out.write(((String) value).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Object decode(Class<?> type, InputStream in) throws IOException {
            Error error = next;
            if (error != null && sound-- == 0) {
                next = null;
                sound = 0;
                throw error;
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private SharedQueue<String> fragile() {
        return one.queue("fragile", SharedItems.coded(String.class, 20, Fragile.class), 4);
    }

    @Test
    void anErrorWhileAnItemIsReceivedGivesItBack() throws Exception {
        SharedQueue<String> queue = fragile();
        queue.put("a");
        queue.put("b");
        OutOfMemoryError error = new OutOfMemoryError("on purpose");
        Fragile.next = error;
        assertThatThrownBy(queue::receive).isSameAs(error);
        Fragile.next = error;
        assertThatThrownBy(queue::tryReceive).isSameAs(error);

        assertThat(queue.statistics().held()).isZero();
        try (Delivery<String> again = Objects.requireNonNull(queue.tryReceive())) {
            assertThat(again.item()).isEqualTo("a");
            assertThat(again.isRedelivered()).isTrue();
            again.done();
        }
        assertThat(queue.take()).isEqualTo("b");
        assertThat(queue.statistics().unreadable()).isZero();
    }

    @Test
    void anItemThatCannotBeReadWhenItIsReceivedIsTakenAndCounted() throws Exception {
        SharedQueue<String> queue = fragile();
        queue.put("a");
        queue.close();
        Fragile.next = new NoClassDefFoundError("on purpose");

        assertThatThrownBy(queue::receive).isInstanceOf(ItemNotReadableException.class);

        assertThat(queue.tryReceive(ofSeconds(30))).isNull();
        assertThat(queue.isDrained()).isTrue();
        assertThat(queue.statistics().unreadable()).isEqualTo(1);
        assertThat(queue.statistics().held()).isZero();
    }

    @Test
    void anItemThatIsTakenByOneWhoMeetsAnErrorIsCounted() throws Exception {
        SharedQueue<String> queue = fragile();
        queue.put("a");
        Fragile.next = new OutOfMemoryError("on purpose");

        assertThatThrownBy(queue::take).isInstanceOf(OutOfMemoryError.class);

        assertThat(queue.tryTake()).isNull();
        assertThat(queue.statistics().unreadable()).isEqualTo(1);
    }

    @Test
    void anAbortThatMeetsAnErrorStillGivesBackWhatItHasTaken() throws Exception {
        SharedQueue<String> queue = fragile();
        queue.putAll(List.of("a", "b", "c"));
        Fragile.sound = 1;
        Fragile.next = new OutOfMemoryError("on purpose");

        assertThat(queue.abort(new RuntimeException("enough"))).containsExactly("a");

        assertThat(queue.take()).as("b met the error").isEqualTo("c");
        assertThatThrownBy(queue::take).isInstanceOf(ChannelFailedException.class);
    }

    @Test
    void sayingAnythingElseOfAQueueIsAMismatchThatPrintsBoth() {
        one.queue("q", INTS, 4);

        assertThatThrownBy(() -> other.queue("q", INTS, 5)).isInstanceOf(SharedObjectMismatchException.class);
        assertThatThrownBy(() -> other.queue("q", SharedItems.of(Short.class), 4))
                .isInstanceOf(SharedObjectMismatchException.class)
                .hasMessageContaining("queue of 4 elements of int")
                .hasMessageContaining("of short");
        assertThatThrownBy(() -> other.queue("q", INTS, QueueForm.ofCapacity(4).oneToOne()))
                .isInstanceOf(SharedObjectMismatchException.class)
                .hasMessageContaining("one-to-one");
        assertThatThrownBy(() -> other.queue("q", INTS, QueueForm.ofCapacity(4).dropWhenHolderDies()))
                .isInstanceOf(SharedObjectMismatchException.class)
                .hasMessageContaining("dropped when the holder dies");
    }

    @Test
    void aHandleTravelsWithItsItemsAndForm() throws Exception {
        record Point(int x, String name) implements java.io.Serializable {}
        SharedQueue<Point> queue = one.queue(
                "q",
                SharedItems.of(Point.class, 40),
                QueueForm.ofCapacity(4).oneToOne().dropWhenHolderDies());
        queue.put(new Point(1, "ein ✓"));

        @SuppressWarnings("unchecked")
        SharedQueue<Point> copy = (SharedQueue<Point>) copy(queue);

        assertThat(copy).isEqualTo(queue);
        assertThat(copy.form()).isEqualTo(queue.form());
        assertThat(copy.items()).isEqualTo(queue.items());
        assertThat(copy.take()).isEqualTo(new Point(1, "ein ✓"));
        assertThat(copy(one.longQueue("longs", QueueForm.ofCapacity(1)))).isInstanceOf(SharedQueue.OfLong.class);
        assertThat(copy(one.bytesQueue("bytes", 3, QueueForm.ofCapacity(1)))).isInstanceOf(SharedQueue.OfBytes.class);
    }

    private static Object copy(Object handle) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(handle);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    @Test
    void worksAcrossTheBordersOfWindows() throws Exception {
        // Windows of 64 KiB: cells of 76 bytes lie across their borders.
        MemoryFile file = MemoryFile.open(one.path(), 16);
        try {
            SharedItems<byte[]> items = SharedItems.bytes(60);
            SharedQueue.OfBytes small = (SharedQueue.OfBytes) MappedQueue.of(
                    file,
                    file.directory()
                            .openOrCreate("q", QueueForm.ofCapacity(3000).shape(items)),
                    items,
                    QueueForm.ofCapacity(3000));
            SharedQueue.OfBytes large = other.bytesQueue("q", 60, QueueForm.ofCapacity(3000));
            for (int i = 0; i < 3000; i++) {
                byte[] item = new byte[60];
                java.util.Arrays.fill(item, (byte) i);
                small.put(item);
            }
            for (int i = 0; i < 3000; i++) {
                assertThat(large.take()).hasSize(60).containsOnly((byte) i);
            }
        } finally {
            file.detach();
        }
    }
}
