package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.shared.SharedMemoryFileException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handles that travel. */
class HandleTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("memory");
    }

    private static byte[] send(Object handle) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(handle);
        }
        return bytes.toByteArray();
    }

    private static Object receive(byte[] form) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(form))) {
            return in.readObject();
        }
    }

    private static Reason refusal(byte[] form) {
        Reason[] reason = new Reason[1];
        assertThatThrownBy(() -> receive(form)).isInstanceOfSatisfying(SharedMemoryFileException.class, e -> {
            reason[0] = e.reason();
            assertThat(e).hasMessageContainingAll(e.expected(), e.found());
        });
        return reason[0];
    }

    @Test
    void arriveAsTheSameObjects() throws Exception {
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 15)) {
            List<SharedObject> handles = List.of(
                    memory.longValue("long"),
                    memory.intValue("int"),
                    memory.doubleValue("double"),
                    memory.booleanValue("boolean"),
                    memory.value("long", Long.class),
                    memory.value("int", Integer.class),
                    memory.value("double", Double.class),
                    memory.value("boolean", Boolean.class),
                    memory.counter("counter"),
                    memory.longArray("longs", 100),
                    memory.intArray("ints", 100),
                    memory.stripedCounter("striped", 8),
                    memory.semaphore("semaphore", 3),
                    memory.barrier("barrier", 3),
                    memory.latch("latch", 3),
                    memory.event("event"));
            for (SharedObject handle : handles) {
                Object arrived = receive(send(handle));

                assertThat(arrived)
                        .isEqualTo(handle)
                        .hasSameHashCodeAs(handle)
                        .hasToString(handle.toString())
                        .isNotSameAs(handle);
            }
            assertThat(((MappedCounter) receive(send(memory.counter("counter")))).add(3))
                    .isEqualTo(3);
            assertThat(memory.counter("counter").get()).isEqualTo(3);
        }
    }

    @Test
    void mapTheirFileOnce() throws Exception {
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 14)) {
            MappedObject one = (MappedObject) receive(send(memory.counter("one")));
            MappedObject two = (MappedObject) receive(send(memory.longValue("two")));

            assertThat(one.mapping).isSameAs(two.mapping);
        }
    }

    @Test
    void stayGoodWhenAMemoryOfTheSameFileIsClosed() throws Exception {
        MappedCounter arrived;
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 14)) {
            arrived = (MappedCounter) receive(send(memory.counter("one")));
        }
        assertThat(arrived.increment()).isEqualTo(1);
        try (SharedMemory memory = SharedMemory.open(file())) {
            assertThat(memory.counter("one").get()).isEqualTo(1);
        }
        Files.delete(file());
        assertThat(arrived.increment()).isEqualTo(2);
    }

    @Test
    void canBeSentOnByWhomeverTheyReached() throws Exception {
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 14)) {
            Object arrived = receive(send(receive(send(memory.counter("one")))));

            assertThat(arrived).isEqualTo(memory.counter("one"));
        }
    }

    @Test
    void areRefusedWhenTheirFileIsGone() throws Exception {
        byte[] form;
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 14)) {
            form = send(memory.counter("one"));
            receive(form);
        }
        Files.delete(file());

        assertThat(refusal(form)).isEqualTo(Reason.MISSING);
    }

    @Test
    void areRefusedWhenTheirFileWasReplaced() throws Exception {
        byte[] form;
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 14)) {
            form = send(memory.counter("one"));
            receive(form);
        }
        Path other = directory.resolve("other");
        try (SharedMemory memory = SharedMemory.create(other, 1 << 14)) {
            memory.counter("one").set(100);
        }
        Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);

        assertThat(refusal(form)).isEqualTo(Reason.REPLACED);
        try (SharedMemory memory = SharedMemory.open(file())) {
            assertThat(((MappedCounter) receive(send(memory.counter("one")))).get())
                    .isEqualTo(100);
        }
        assertThat(refusal(form)).isEqualTo(Reason.REPLACED);
    }

    @Test
    void areRefusedWhenSomethingElseIsInThePlaceOfTheirFile() throws Exception {
        byte[] form;
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 14)) {
            form = send(memory.counter("one"));
        }
        Files.writeString(file(), "something else, and longer than a word");

        assertThatThrownBy(() -> receive(form)).isInstanceOf(SharedMemoryFormatException.class);
    }

    @Test
    void ofDeletedFilesAreUnmappedWhenNobodyHasThem() throws Exception {
        for (int i = 0; i < 3; i++) {
            Path file = directory.resolve("short-lived-" + i);
            try (SharedMemory memory = SharedMemory.create(file, 1 << 14)) {
                receive(send(memory.counter("one")));
            }
            Files.delete(file);
        }
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 14)) {
            receive(send(memory.counter("one"))); // the next file that is attached
        }

        Path maps = Path.of("/proc/self/maps");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(maps));
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    System.gc();
                    try (Stream<String> lines = Files.lines(maps)) {
                        assertThat(lines).noneMatch(line -> line.contains("short-lived-"));
                    }
                });
    }

    @Test
    void failuresTravelToo() throws Exception {
        Object failure = receive(send(Failures.missing(file(), "cannot be opened", null)));

        assertThat(failure).isInstanceOfSatisfying(SharedMemoryFileException.class, e -> {
            assertThat(e.path()).isEqualTo(file());
            assertThat(e.reason()).isEqualTo(Reason.MISSING);
            assertThat(e.expected()).isEqualTo("a file");
        });
    }

    /** Those of a memory that is closed while a handle travels are in use for longer; then they wait for the collector, too. */
    @Test
    void theMappingOfAMemoryThatWaitedForThemCanBeTakenOverLater() throws Exception {
        boolean taken = false;
        // The collector may be faster.
        for (int tries = 0; tries < 10 && !taken; tries++) {
            SharedMemory memory = SharedMemory.builder()
                    .lifetime(Lifetime.LAST_CLOSE)
                    .create(directory.resolve("memory" + tries), 1 << 14);
            byte[] form = send(memory.counter("one"));
            memory.close();
            assertThat(memory.file.membership().hasLeft()).isFalse();
            Object arrived = receive(form);
            long start = System.nanoTime();
            TwoUsers.until(() -> memory.file.membership().hasLeft());
            while (!taken && System.nanoTime() - start < 2_000_000_000L) {
                taken = DetachedWindows.all().take(memory.file.id(), MemoryFile.WINDOW_SHIFT) != null;
                Thread.onSpinWait();
            }
            java.lang.ref.Reference.reachabilityFence(arrived);
        }
        assertThat(taken).isTrue();
    }
}
