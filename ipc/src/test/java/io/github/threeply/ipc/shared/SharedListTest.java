package io.github.threeply.ipc.shared;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link SharedList} promises, between two mappings of one file and between processes. */
class SharedListTest {
    private static final SharedItems<Integer> INTS = SharedItems.of(Integer.class);

    private SharedMemory one;
    private SharedMemory other;

    @BeforeEach
    void open() {
        one = SharedMemory.temporary(8 << 20);
        other = SharedMemory.open(one.path());
    }

    @AfterEach
    void close() {
        other.close();
        one.close();
    }

    @Test
    void givesEachItemTheNextIndexAndReadsThemEverywhere() {
        SharedList<String> here = one.list("l", SharedItems.strings(10), 3);
        SharedList<String> there = other.list("l", SharedItems.strings(10), 3);
        assertThat(there).isEmpty();
        assertThat(there.size()).isZero();

        assertThat(here.append("a")).isZero();
        assertThat(there.append("✓")).isEqualTo(1);
        assertThat(here.append("")).isEqualTo(2);

        assertThat(there).containsExactly("a", "✓", "");
        assertThat(here.get(1)).isEqualTo("✓");
        assertThat(there.size()).isEqualTo(3);
        assertThat(there.capacity()).isEqualTo(3);
        assertThat(there.emptyPlaces()).isZero();
    }

    @Test
    void refusesWhatDoesNotFit() {
        SharedList<String> list = one.list("l", SharedItems.strings(4), 2);
        assertThatThrownBy(() -> list.append("12345")).isInstanceOf(ItemTooLargeException.class);
        assertThatThrownBy(() -> list.append(null)).isInstanceOf(NullPointerException.class);
        list.append("1");
        list.append("2");

        assertThatThrownBy(() -> list.append("3"))
                .isInstanceOfSatisfying(
                        SharedListFullException.class,
                        e -> assertThat(e.capacity()).isEqualTo(2));
        assertThat(list).containsExactly("1", "2");
        assertThatThrownBy(() -> one.list("m", INTS, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.list("m", INTS, 1L << 40)).isInstanceOf(SharedMemoryFullException.class);
        assertThatThrownBy(() -> one.list("m", INTS, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesIndexesThatCannotBeReadYet() {
        SharedList<Integer> list = one.list("l", INTS, 2);
        list.append(1);

        assertThatThrownBy(() -> list.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.reader(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(list.reader(2).tryNext()).isNull();
    }

    @Test
    void anIteratorGoesOnWhereItEnded() {
        SharedList<Integer> list = one.list("l", INTS, 4);
        Iterator<Integer> iterator = list.iterator();
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);

        list.append(1);

        assertThat(iterator.next()).isEqualTo(1);
        assertThat(iterator.hasNext()).isFalse();
    }

    @Test
    void aReaderBeginsAnywhereAndWaitsForWhatComes() throws Exception {
        SharedList<Integer> list = one.list("l", INTS, 5);
        list.append(0);
        list.append(1);
        SharedList.Reader<Integer> reader = other.list("l", INTS, 5).reader(1);
        assertThat(reader.next()).isEqualTo(1);
        assertThat(reader.tryNext(ZERO)).isNull();
        assertThat(reader.tryNext(Duration.ofMillis(20))).isNull();
        CompletableFuture<Integer> next = OwnThread.supply(() -> {
            try {
                return reader.next();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        list.append(2);

        assertThat(next).succeedsWithin(ofSeconds(30)).isEqualTo(2);
        assertThat(reader.index()).isEqualTo(3);
        list.append(3);
        list.append(4);
        assertThat(reader.tryNext()).isEqualTo(3);
        assertThat(reader.tryNext(ofSeconds(Long.MAX_VALUE))).isEqualTo(4);
        assertThatThrownBy(reader::next).isInstanceOf(SharedListFullException.class);
    }

    @Test
    void anInterruptEndsAWaitAndTheReaderStaysWhereItStood() {
        SharedList.Reader<Integer> reader = one.list("l", INTS, 5).reader(0);
        Thread.currentThread().interrupt();

        assertThatThrownBy(reader::next).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(reader.index()).isZero();
    }

    @Test
    void manyAppendAtOnceAndEachItemIsThereOnce() throws Exception {
        int each = 5_000;
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int first = i * each;
            SharedList<Integer> list = (i == 0 ? one : other).list("l", INTS, 3 * each);
            writers.add(OwnThread.run(() -> IntStream.range(first, first + each).forEach(list::append)));
        }
        SharedList.Reader<Integer> reader = one.list("l", INTS, 3 * each).reader(0);

        List<Integer> read = new ArrayList<>();
        while (read.size() < 3 * each) {
            read.add(reader.tryNext(ofSeconds(30)));
        }

        for (CompletableFuture<Void> writer : writers) {
            writer.get(30, TimeUnit.SECONDS);
        }
        for (int i = 0; i < 3; i++) {
            int first = i * each;
            assertThat(read.stream().filter(item -> item / each * each == first))
                    .as("in the order of their writer")
                    .containsExactlyElementsOf(
                            IntStream.range(first, first + each).boxed().toList());
        }
    }

    @Test
    void thePlaceOfOneWhoDiedStaysEmptyAndThoseBehindItAreRead() throws Exception {
        SharedList<Integer> list = one.list("l", INTS, 5);
        SharedMemory mortal = SharedMemory.open(one.path());
        mortal.list("l", INTS, 5).append(0);
        // As an append that stands still between its claim and the end.
        long place = ((MappedList<Integer>) list).offset + 384 + 16;
        long me = mortal.file.membership().me();
        assertThat(mortal.file.mapping().compareAndSetLong(place, 0, me | 1)).isTrue();
        list.append(2);
        SharedList.Reader<Integer> reader = list.reader(0);
        assertThat(reader.next()).isZero();
        assertThat(reader.tryNext(Duration.ofMillis(20)))
                .as("its process lives")
                .isNull();
        assertThat(list.size()).isEqualTo(1);
        assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);

        mortal.file.membership().abandon();

        assertThat(reader.next()).isEqualTo(2);
        assertThat(list).containsExactly(0, 2);
        assertThat(list.get(1)).isNull();
        assertThat(list.size()).isEqualTo(3);
        assertThat(list.emptyPlaces()).isEqualTo(1);
        assertThat(list.append(3)).isEqualTo(3);
        mortal.close();
    }

    @Test
    void countsEmptyPlacesOnceWhoeverDiedBeforeTheCount() {
        MappedList<Integer> list = (MappedList<Integer>) one.list("l", INTS, 5);
        long first = list.offset + MappedList.PLACES_AT;
        Mapping words = one.file.mapping();
        list.append(0);
        // Ended, and whoever ended them is dead; the last comes behind an append that is not done.
        words.setLong(first + 16, MappedList.ENDED);
        words.setLong(first + 2 * 16, MappedList.ENDED);
        words.setLong(first + 3 * 16, MappedList.CLAIMED | one.file.membership().me());
        words.setLong(first + 4 * 16, MappedList.ENDED);
        SharedList<Integer> there = other.list("l", INTS, 5);

        assertThat(there.emptyPlaces()).as("that can be read").isEqualTo(2);
        assertThat(list.emptyPlaces()).isEqualTo(2);
        words.setLong(first + 3 * 16, MappedList.WRITTEN);
        assertThat(list.emptyPlaces()).isEqualTo(3);
        assertThat(there.emptyPlaces()).isEqualTo(3);
        assertThat(there.size()).isEqualTo(5);
    }

    /** There an empty place has no number, and a sum was kept beside the end. */
    @Test
    void addsTheEmptyPlacesThatAnEarlierVersionHasCounted() {
        MappedList<Integer> list = (MappedList<Integer>) one.list("l", INTS, 3);
        Mapping words = one.file.mapping();
        words.setLong(list.offset + MappedList.PLACES_AT, MappedList.EMPTY);
        words.setLong(list.offset + 136, 1);
        words.setLong(list.offset + MappedList.PLACES_AT + 16, MappedList.ENDED);
        list.append(7);

        assertThat(list.emptyPlaces()).isEqualTo(2);
        assertThat(list).containsExactly(7);
        assertThat(list.get(0)).isNull();
    }

    /** An item that takes a while to be written: long enough for others to find its writer dead. */
    @Test
    void anAppendThatWasTakenForDeadDoesNotFillThePlaceThatReadersHavePassed() throws Exception {
        int bytes = 8 << 20;
        try (SharedMemory large = SharedMemory.temporary(bytes + (1 << 20));
                SharedMemory mortal = SharedMemory.open(large.path())) {
            SharedList<byte[]> list = large.list("l", SharedItems.bytes(bytes), 1);
            SharedList<byte[]> doomed = mortal.list("l", SharedItems.bytes(bytes), 1);
            byte[] item = new byte[bytes];
            mortal.file.membership().me();
            CompletableFuture<Long> append = OwnThread.supply(() -> doomed.append(item));
            long place = ((MappedList<byte[]>) list).offset + 384;
            while (large.file.mapping().getLong(place) == 0) {
                // It may end between the two looks, so only its failure is one here.
                assertThat(append.isCompletedExceptionally()).isFalse();
            }
            mortal.file.membership().abandon();
            long size = list.size(); // ends it, unless it was faster

            if (size == 1 && list.get(0) == null) {
                assertThat(append).failsWithin(ofSeconds(30));
            } else {
                assertThat(append).succeedsWithin(ofSeconds(30));
            }
            assertThat(list.emptyPlaces()).isEqualTo(list.get(0) == null ? 1 : 0);
        }
    }

    @Test
    void aHandleTravels() throws Exception {
        SharedList<Integer> list = one.list("l", INTS, 5);
        list.append(7);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(list);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            SharedList<?> copy = (SharedList<?>) in.readObject();
            assertThat(copy).isEqualTo(list);
            assertThat(copy.get(0)).isEqualTo(7);
            assertThat(copy.items()).isEqualTo(INTS);
        }
    }

    @Test
    void survivesADeathAfterEachStoreOfAnAppend() throws Exception {
        for (int stores = 1; ; stores++) {
            String name = "crash-" + stores;
            SharedList<Integer> list = one.list(name, INTS, 8);
            list.append(1);
            int exitCode;
            try (ChildJvm child = ChildJvm.startMain(
                    ListChild.class, List.of("-Dthreeply.crashAfterStore=0"), "crash", one.path(), name, stores)) {
                exitCode = child.exitCode();
                assertThat(exitCode).as("%s", child.output()).isIn(0, CrashPoint.EXIT_CODE);
            }
            list.append(3);
            SharedList.Reader<Integer> reader = list.reader(0);
            assertThat(reader.next()).isEqualTo(1);
            Integer next = reader.tryNext(ofSeconds(30));
            assertThat(next).isIn(2, 3);
            if (next == 2) {
                assertThat(reader.tryNext(ofSeconds(30))).isEqualTo(3);
            }
            assertThat(list.emptyPlaces()).isEqualTo(next == 2 ? 0 : list.size() - 2);
            if (exitCode == 0) {
                assertThat(stores).isGreaterThan(3);
                assertThat(next).isEqualTo(2);
                return;
            }
        }
    }

    @Test
    void keepsAllThatWasAppendedWhenWritersAreKilled() throws Exception {
        int capacity = 200_000;
        SharedList<Integer> list = one.list("l", INTS, capacity);
        SharedArray.OfInt appended = one.intArray("appended", capacity);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
        for (int kills = 0; kills < 3 || kills < 30 && System.nanoTime() - end < 0; kills++) {
            try (ChildJvm child = ChildJvm.startMain(ListChild.class, List.of(), "append", one.path(), "l", capacity)) {
                MappedCounter next = one.counter("next");
                long before = list.size();
                assertThat(child.line()).isEqualTo("ready");
                Waiter.soon().until(() -> list.size() > before || next.get() >= capacity - 100);
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
                child.kill();
            }
        }

        list.append(-1);
        int[] seen = new int[capacity];
        SharedList.Reader<Integer> reader = list.reader(0);
        for (Integer item = reader.tryNext(ofSeconds(30)); item >= 0; item = reader.tryNext(ofSeconds(30))) {
            seen[item]++;
        }
        for (int i = 0; i < capacity; i++) {
            int said = appended.get(i);
            if (seen[i] < (said == 2 ? 1 : 0) || seen[i] > (said == 0 ? 0 : 1)) {
                fail("item %s is there %s times; its append: %s", i, seen[i], said);
            }
        }
        assertThat(list.size()).isGreaterThan(1);
    }
}
