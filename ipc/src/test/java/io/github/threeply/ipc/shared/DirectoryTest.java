package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of a memory. */
class DirectoryTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("memory");
    }

    @Test
    void givesTheSameObjectForTheSameName() {
        try (SharedMemory memory = SharedMemory.create(file(), 1024)) {
            SharedValue.OfLong first = memory.longValue("a");
            first.set(5);

            assertThat(memory.longValue("a")).isEqualTo(first).hasSameHashCodeAs(first);
            assertThat(memory.longValue("a").get()).isEqualTo(5);
            assertThat(memory.longValue("b")).isNotEqualTo(first);
            assertThat(memory.longValue("b").get()).isZero();
            assertThat(memory.names()).containsExactly("a", "b");
            assertThat(first.name()).isEqualTo("a");
        }
    }

    @Test
    void refusesAnotherTypeAndSaysBoth() {
        try (SharedMemory memory = SharedMemory.create(file(), 1024)) {
            memory.counter("a");

            assertThatThrownBy(() -> memory.longValue("a"))
                    .isInstanceOfSatisfying(SharedObjectMismatchException.class, e -> {
                        assertThat(e.name()).isEqualTo("a");
                        assertThat(e.expected()).isEqualTo("long value");
                        assertThat(e.found()).isEqualTo("counter");
                        assertThat(e.path()).isEqualTo(file().toAbsolutePath());
                    })
                    .hasMessageContainingAll("\"a\"", "expected long value", "found counter");
        }
    }

    @Test
    void refusesAnotherLengthAndSaysBoth() {
        try (SharedMemory memory = SharedMemory.create(file(), 1024)) {
            memory.longArray("a", 16);

            assertThatThrownBy(() -> memory.longArray("a", 17))
                    .isInstanceOf(SharedObjectMismatchException.class)
                    .hasMessageContaining("expected long array of 17 elements, found long array of 16 elements");
            assertThatThrownBy(() -> memory.intArray("a", 16)).isInstanceOf(SharedObjectMismatchException.class);
        }
    }

    @Test
    void refusesWhatDoesNotFitAndSaysHowMuch() {
        try (SharedMemory memory = SharedMemory.create(file(), 256)) {
            memory.counter("a");

            assertThatThrownBy(() -> memory.longArray("b", 17))
                    .isInstanceOfSatisfying(SharedMemoryFullException.class, e -> {
                        assertThat(e.name()).isEqualTo("b");
                        assertThat(e.neededBytes()).isEqualTo(256);
                        assertThat(e.remainingBytes()).isEqualTo(128);
                    });
            assertThat(memory.names()).containsExactly("a");
            memory.longArray("b", 16).set(15, 1);
            assertThat(memory.remainingBytes()).isZero();
        }
    }

    @Test
    void refusesAnArrayGreaterThanAnyMemory() {
        try (SharedMemory memory = SharedMemory.create(file(), 256)) {
            assertThatThrownBy(() -> memory.longArray("a", 1L << 40)).isInstanceOf(SharedMemoryFullException.class);
            for (long length : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> memory.longArray("a", length))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("but was " + length);
                assertThatThrownBy(() -> memory.intArray("a", length)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void saysThatTheDirectoryIsFull() {
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 16)) {
            String filler = "x".repeat(200); // three lines of the directory for one of data
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            memory.counter(filler + i);
                        }
                    })
                    .isInstanceOf(SharedMemoryFullException.class)
                    .hasMessageContaining("in the directory");
            int names = memory.names().size();
            assertThat(names).isBetween(100, 200);
            assertThat(memory.counter(filler + 0).increment()).isEqualTo(1);
            try (SharedMemory again = SharedMemory.open(file())) {
                assertThat(again.names()).hasSize(names);
            }
        }
    }

    @Test
    void holdsAMemoryFullOfSingleWords() {
        for (int capacity : new int[] {128, 16 << 10, 1 << 20}) {
            try (SharedMemory memory = SharedMemory.create(directory.resolve("words-" + capacity), capacity)) {
                for (int i = 0; i < capacity / 128; i++) {
                    memory.longValue("value-" + i).set(i);
                }
                assertThat(memory.remainingBytes()).isZero();
                assertThat(memory.longValue("value-" + (capacity / 128 - 1)).get())
                        .isEqualTo(capacity / 128 - 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a\u0000", "\ud800"})
    void refusesNamesThatAreNone(String name) {
        try (SharedMemory memory = SharedMemory.create(file(), 1024)) {
            assertThatThrownBy(() -> memory.counter(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name must");
            assertThat(memory.names()).isEmpty();
        }
    }

    @Test
    void takesNamesUpTo255Bytes() {
        try (SharedMemory memory = SharedMemory.create(file(), 1024)) {
            String longest = "ä".repeat(127) + "b";
            memory.counter(longest).increment();
            memory.counter(" \"ünïcödé ✓ \" ").increment();

            assertThatThrownBy(() -> memory.counter(longest + "c"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("255")
                    .hasMessageContaining("has 256");
            try (SharedMemory again = SharedMemory.open(file())) {
                assertThat(again.names()).containsExactly(longest, " \"ünïcödé ✓ \" ");
                assertThat(again.counter(longest).get()).isEqualTo(1);
            }
        }
    }

    @Test
    void givesEachObjectItsOwnLines() {
        try (SharedMemory memory = SharedMemory.create(file(), 4096)) {
            memory.intArray("a", 33).fill(-1);
            memory.booleanValue("b").set(true);
            memory.intValue("c").set(-1);
            memory.longArray("d", 1).fill(-1);
            memory.doubleValue("e").set(Double.NaN);

            assertThat(memory.longValue("f").get()).isZero();
            assertThat(memory.intArray("a", 33).get(32)).isEqualTo(-1);
            assertThat(memory.remainingBytes()).isEqualTo(4096 - 7 * 128);
        }
    }

    /** Two mappings race as two processes would; the JVM is one, so it can do so very often. */
    @Test
    void addsEachNameOnceForMappingsThatAskTogether() throws Exception {
        int names = 300;
        for (int round = 0; round < 10; round++) {
            Path file = directory.resolve("race-" + round);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            try (SharedMemory one = SharedMemory.create(file, names * 128L);
                    SharedMemory two = SharedMemory.open(file);
                    SharedMemory three = SharedMemory.open(file)) {
                CountDownLatch go = new CountDownLatch(1);
                List<Thread> threads = new ArrayList<>();
                for (SharedMemory memory : List.of(one, two, three)) {
                    Thread thread = new Thread(() -> {
                        try {
                            go.await();
                            for (int i = 0; i < names; i++) {
                                memory.counter("name-" + i).increment();
                            }
                        } catch (Throwable e) {
                            failure.set(e);
                        }
                    });
                    threads.add(thread);
                    thread.start();
                }
                go.countDown();
                for (Thread thread : threads) {
                    thread.join(60_000);
                }

                assertThat(failure.get()).isNull();
                assertThat(one.names()).hasSize(names).isEqualTo(two.names()).isEqualTo(three.names());
                for (int i = 0; i < names; i++) {
                    assertThat(two.counter("name-" + i).get()).isEqualTo(3);
                }
            }
        }
    }
}
