package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.ipc.shared.SharedMemoryFileException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedMemoryTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("memory");
    }

    private Reason reasonOf(Runnable action) {
        SharedMemoryFileException failure = catchThrowableOfType(SharedMemoryFileException.class, action::run);
        assertThat(failure).isNotNull();
        assertThat(failure).hasMessageContainingAll(failure.path().toString(), failure.expected(), failure.found());
        return failure.reason();
    }

    private long filesInDirectory() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @Nested
    class WhenItIsCreated {
        @Test
        void isEmptyAndHasItsCapacity() {
            try (SharedMemory memory = SharedMemory.create(file(), 1000)) {
                assertThat(memory.names()).isEmpty();
                assertThat(memory.capacityBytes()).isEqualTo(1024);
                assertThat(memory.remainingBytes()).isEqualTo(1024);
                assertThat(memory.path()).isEqualTo(file().toAbsolutePath());
                assertThat(memory).hasToString("SharedMemory[" + file().toAbsolutePath() + ", 1024 bytes]");
            }
        }

        @Test
        void leavesOneFileThatOnlyItsOwnerMayUse() throws IOException {
            SharedMemory.create(file(), 1).close();

            assertThat(filesInDirectory()).isEqualTo(1);
            assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }

        @Test
        void hasAllItsBlocksOnDisk() throws Exception {
            SharedMemory.create(file(), 1 << 20).close();

            assumeTrue(Files.getFileStore(file()).supportsFileAttributeView("unix"));
            long size = Files.size(file());
            Process stat = new ProcessBuilder("stat", "-c", "%b %B", file().toString()).start();
            String[] blocks =
                    new String(stat.getInputStream().readAllBytes()).trim().split(" ");
            assertThat(Long.parseLong(blocks[0]) * Long.parseLong(blocks[1])).isGreaterThanOrEqualTo(size);
        }

        @ParameterizedTest
        @ValueSource(longs = {0, -1, Long.MIN_VALUE, (1L << 40) + 1, Long.MAX_VALUE})
        void refusesACapacityThatIsNone(long capacity) throws IOException {
            assertThatThrownBy(() -> SharedMemory.create(file(), capacity))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("but was " + capacity);
            assertThatThrownBy(() -> SharedMemory.openOrCreate(file(), capacity))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> SharedMemory.temporary(capacity)).isInstanceOf(IllegalArgumentException.class);
            assertThat(filesInDirectory()).isZero();
        }

        @Test
        void refusesToReplaceAFile() throws IOException {
            Files.writeString(file(), "mine");

            assertThat(reasonOf(() -> SharedMemory.create(file(), 1))).isEqualTo(Reason.EXISTS);

            assertThat(file()).hasContent("mine");
            assertThat(filesInDirectory()).isEqualTo(1);
        }

        @Test
        void refusesToReplaceAFileThatTurnedUpInTheMeantime() throws IOException {
            FileMaker.Publisher late = (finished, name) -> {
                Files.writeString(name, "mine");
                FileMaker.HARD_LINK.publish(finished, name);
            };

            assertThat(reasonOf(() -> FileMaker.make(file().toAbsolutePath(), 1, late)))
                    .isEqualTo(Reason.EXISTS);

            assertThat(file()).hasContent("mine");
            assertThat(filesInDirectory()).isEqualTo(1);
        }

        @Test
        void worksWithoutHardLinks() throws IOException {
            FileMaker.Publisher none = (finished, name) -> {
                throw new UnsupportedOperationException("no links");
            };

            FileMaker.make(file().toAbsolutePath(), 128, none);

            try (SharedMemory memory = SharedMemory.open(file())) {
                assertThat(memory.longValue("a").addAndGet(2)).isEqualTo(2);
            }
            assertThat(filesInDirectory()).isEqualTo(1);
        }

        @Test
        void refusesADirectoryThatDoesNotExist() {
            assertThat(reasonOf(
                            () -> SharedMemory.create(directory.resolve("no").resolve("memory"), 1)))
                    .isEqualTo(Reason.DIRECTORY_MISSING);
        }

        @Test
        void refusesADirectoryWhereItMayNotWrite() throws IOException {
            Path locked = Files.createDirectory(
                    directory.resolve("locked"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
            assumeTrue(!Files.isWritable(locked), "root may write everywhere");

            assertThat(reasonOf(() -> SharedMemory.create(locked.resolve("memory"), 1)))
                    .isEqualTo(Reason.NO_PERMISSION);
        }

        @Test
        void refusesAPathOfAnotherFileSystem() throws IOException {
            Path archive = directory.resolve("archive.zip");
            try (FileSystem zip = FileSystems.newFileSystem(archive, java.util.Map.of("create", "true"))) {
                assertThatThrownBy(() -> SharedMemory.create(zip.getPath("memory"), 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("default file system");
            }
        }
    }

    @Nested
    class WhenItIsOpened {
        @Test
        void hasWhatWasStored() {
            try (SharedMemory memory = SharedMemory.create(file(), 1024)) {
                memory.longValue("a").set(7);
            }
            try (SharedMemory memory = SharedMemory.open(file())) {
                assertThat(memory.names()).containsExactly("a");
                assertThat(memory.longValue("a").get()).isEqualTo(7);
            }
        }

        @Test
        void isAMappingOfItsOwnEachTime() {
            SharedMemory one = SharedMemory.create(file(), 1024);
            try (SharedMemory two = SharedMemory.open(file())) {
                SharedValue.OfLong here = one.longValue("a");
                SharedValue.OfLong there = two.longValue("a");
                here.set(1);
                assertThat(there.addAndGet(1)).isEqualTo(2);

                one.close();

                assertThat(there.addAndGet(1)).isEqualTo(3);
                assertThat(two.names()).containsExactly("a");
                assertThatThrownBy(here::get).isInstanceOf(SharedMemoryClosedException.class);
            } finally {
                one.close();
            }
        }

        @Test
        void refusesAFileThatIsMissing() {
            assertThat(reasonOf(() -> SharedMemory.open(file()))).isEqualTo(Reason.MISSING);
            assertThat(reasonOf(() -> SharedMemory.open(directory.resolve("no").resolve("memory"))))
                    .isEqualTo(Reason.DIRECTORY_MISSING);
        }

        @Test
        void refusesADirectoryAndAPipe() throws Exception {
            assertThat(reasonOf(() -> SharedMemory.open(directory))).isEqualTo(Reason.NOT_A_REGULAR_FILE);

            assumeTrue(new ProcessBuilder("mkfifo", file().toString()).start().waitFor() == 0);
            assertThat(reasonOf(() -> SharedMemory.open(file()))).isEqualTo(Reason.NOT_A_REGULAR_FILE);
            assertThat(reasonOf(() -> SharedMemory.openOrCreate(file(), 1))).isEqualTo(Reason.NOT_A_REGULAR_FILE);
        }

        @Test
        void refusesAFileThatItMayNotWrite() throws IOException {
            SharedMemory.create(file(), 1).close();
            Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r--r--"));
            assumeTrue(!Files.isWritable(file()), "root may write everywhere");

            assertThat(reasonOf(() -> SharedMemory.open(file()))).isEqualTo(Reason.NO_PERMISSION);
        }
    }

    @Nested
    class WhenItIsOpenedOrCreated {
        @Test
        void isTheSameTheSecondTime() {
            try (SharedMemory one = SharedMemory.openOrCreate(file(), 1024);
                    SharedMemory two = SharedMemory.openOrCreate(file(), 512)) {
                assertThat(two.id()).isEqualTo(one.id());
                assertThat(two.capacityBytes()).isEqualTo(1024);
            }
        }

        @Test
        void refusesOneThatIsTooSmall() {
            SharedMemory.create(file(), 512).close();

            assertThatThrownBy(() -> SharedMemory.openOrCreate(file(), 513))
                    .isInstanceOfSatisfying(SharedMemoryFormatException.class, e -> {
                        assertThat(e.reason()).isEqualTo(SharedMemoryFormatException.Reason.CAPACITY);
                        assertThat(e.expected()).contains("513");
                        assertThat(e.found()).contains("512");
                    });
        }

        @Test
        void givesUpAtALinkToNowhereWithoutWritingAnything() throws IOException {
            Files.createSymbolicLink(file(), directory.resolve("nowhere"));
            FileTime before = FileTime.fromMillis(0);
            Files.setLastModifiedTime(directory, before);

            assertThat(reasonOf(() -> SharedMemory.openOrCreate(file(), 1))).isEqualTo(Reason.EXISTS);

            assertThat(Files.getLastModifiedTime(directory))
                    .as("no file was made and taken away in it")
                    .isEqualTo(before);
        }
    }

    @Nested
    class WhenItIsTemporary {
        @Test
        void isGoneAfterClose() {
            Path path;
            try (SharedMemory memory = SharedMemory.temporary(1024)) {
                path = memory.path();
                assertThat(path).exists();
                memory.counter("a").increment();
            }
            assertThat(path).doesNotExist();
            assertThat(path.getParent()).doesNotExist();
        }

        @Test
        void tellsWhenItCannotBeDeleted() throws IOException {
            SharedMemory memory = SharedMemory.temporary(1024);
            Path foreign = Files.createFile(memory.path().resolveSibling("foreign"));

            assertThat(reasonOf(memory::close)).isEqualTo(Reason.OTHER);
            assertThatThrownBy(memory::names).isInstanceOf(SharedMemoryClosedException.class);

            Files.delete(foreign);
            memory.close();
            assertThat(foreign.getParent()).doesNotExist();
        }
    }

    @Nested
    class WhenItIsClosed {
        @Test
        void refusesEveryUseOfItAndOfItsHandles() {
            SharedMemory memory = SharedMemory.create(file(), 4096);
            SharedValue.OfLong value = memory.longValue("long");
            SharedValue<Boolean> boxed = memory.value("boolean", Boolean.class);
            SharedArray.OfInt array = memory.intArray("array", 4);
            MappedCounter counter = memory.counter("counter");
            memory.close();
            memory.close();

            for (Runnable use : Stream.<Runnable>of(
                            value::get,
                            () -> value.compareAndSet(0, 1),
                            boxed::get,
                            () -> array.set(0, 1),
                            () -> array.read(0, new int[4], 0, 4),
                            () -> array.fill(1),
                            counter::increment,
                            memory::names,
                            memory::remainingBytes,
                            () -> memory.longValue("long"),
                            () -> memory.longValue("new"))
                    .toList()) {
                assertThatThrownBy(use::run)
                        .isInstanceOfSatisfying(
                                SharedMemoryClosedException.class,
                                e -> assertThat(e.path()).isEqualTo(file().toAbsolutePath()));
            }
            assertThat(memory.toString()).contains("closed");
            assertThat(value).hasToString("long value \"long\" in " + file().toAbsolutePath());
            assertThat(array.length()).isEqualTo(4);
        }

        @Test
        void harmsNoThreadThatUsesItJustThen() throws Exception {
            for (int round = 0; round < 50; round++) {
                SharedMemory memory = SharedMemory.openOrCreate(file(), 4096);
                MappedCounter counter = memory.counter("counter");
                long before = counter.get();
                Throwable[] end = new Throwable[1];
                Thread user = new Thread(() -> {
                    try {
                        while (true) {
                            counter.increment();
                        }
                    } catch (Throwable e) {
                        end[0] = e;
                    }
                });
                user.start();
                while (counter.get() == before) {
                    Thread.onSpinWait();
                }
                memory.close();
                user.join(60_000);

                assertThat(end[0]).isInstanceOf(SharedMemoryClosedException.class);
            }
        }
    }

    @Nested
    class WhenTheThreadIsInterrupted {
        @Test
        void worksAndKeepsTheInterrupt() {
            Thread.currentThread().interrupt();
            try (SharedMemory memory = SharedMemory.create(file(), 1024)) {
                memory.longValue("a").set(3);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                try (SharedMemory again = SharedMemory.open(file());
                        SharedMemory once = SharedMemory.openOrCreate(file(), 1)) {
                    assertThat(again.longValue("a").get()).isEqualTo(3);
                    assertThat(once.longValue("a").get()).isEqualTo(3);
                }
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }

        @Test
        void worksWhenTheInterruptComesInTheMiddle() throws Exception {
            Throwable[] failure = new Throwable[1];
            Thread worker = new Thread(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        SharedMemory.create(directory.resolve("memory-" + i), 1 << 16)
                                .close();
                        SharedMemory.open(directory.resolve("memory-" + i)).close();
                    }
                } catch (Throwable e) {
                    failure[0] = e;
                }
            });
            worker.start();
            while (worker.isAlive()) {
                worker.interrupt();
                worker.join(1);
            }

            assertThat(failure[0]).isNull();
            assertThat(filesInDirectory()).isEqualTo(100);
        }
    }

    @Nested
    class WhenItIsOpenedAgainAndAgain {
        @Test
        void keepsDescriptorsMappingsAndThreadsFlat() throws IOException {
            Path maps = Path.of("/proc/self/maps");
            assumeTrue(Files.isReadable(maps));
            SharedMemory.create(file(), 1024).close();
            openAndClose(100);
            long descriptors = descriptors();
            long threads = threads();

            openAndClose(Boolean.getBoolean("threeply.long") ? 100_000 : 10_000);

            assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 20);
            assertThat(threads()).isLessThanOrEqualTo(threads + 20); // others come and go
            try (Stream<String> lines = Files.lines(maps)) {
                assertThat(lines.filter(line -> line.contains(directory.toString()))
                                .count())
                        .isLessThanOrEqualTo(10);
            }
        }

        private void openAndClose(int times) {
            for (int i = 0; i < times; i++) {
                try (SharedMemory memory = SharedMemory.open(file())) {
                    memory.counter("opened").increment();
                }
            }
        }

        private long descriptors() throws IOException {
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return open.count();
            }
        }

        /** Not those of the collector and the compiler, which are as many as the machine is large. */
        private long threads() {
            return Thread.getAllStackTraces().size();
        }

        @Test
        void hasTheCollectorUnmapWhenVeryManyFilesWereClosed() {
            DetachedWindows detached = new DetachedWindows(100);
            for (int i = 0; i < 1000; i++) {
                addOne(detached, i);
            }

            // The collector reports late, and it is asked only by those who add.
            AtomicInteger next = new AtomicInteger(1000);
            await().atMost(java.time.Duration.ofSeconds(60)).until(() -> {
                for (int i = 0; i < 50; i++) {
                    addOne(detached, next.getAndIncrement());
                }
                return detached.count() < 200;
            });
        }

        private void addOne(DetachedWindows detached, int number) {
            FileId file = new FileId(file(), new java.util.UUID(0, number), number, 1);
            detached.add(file, 30, new ByteBuffer[] {ByteBuffer.allocate(1)});
        }
    }

    @Test
    void saysThatPermissionIsMissing() {
        Path file = file().toAbsolutePath();
        assertThat(reasonOf(() -> {
                    throw Failures.of(file, "cannot be opened", new AccessDeniedException(file.toString()));
                }))
                .isEqualTo(Reason.NO_PERMISSION);
    }

    @Test
    void refusesNulls() {
        assertThatThrownBy(() -> SharedMemory.create(null, 1)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> SharedMemory.open(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> SharedMemory.openOrCreate(null, 1)).isInstanceOf(NullPointerException.class);
        try (SharedMemory memory = SharedMemory.create(file(), 128)) {
            assertThatThrownBy(() -> memory.counter(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> memory.value("a", null)).isInstanceOf(NullPointerException.class);
        }
    }
}
