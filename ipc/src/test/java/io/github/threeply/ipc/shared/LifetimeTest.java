package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.ipc.shared.SharedMemoryFileException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long the file of a memory stays, and what else can be chosen for it. */
class LifetimeTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("memory").toAbsolutePath();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static SharedMemoryBuilder with(Lifetime lifetime) {
        return SharedMemory.builder().lifetime(lifetime);
    }

    private static Reason reasonOf(Runnable attempt) {
        try {
            attempt.run();
        } catch (SharedMemoryFileException e) {
            return e.reason();
        }
        throw new AssertionError("nothing was thrown");
    }

    @ParameterizedTest
    @EnumSource
    void isKnownToWhoeverOpensTheFile(Lifetime lifetime) {
        try (SharedMemory memory = with(lifetime).create(path(), 128);
                SharedMemory other = SharedMemory.open(path())) {
            assertThat(memory.lifetime()).isEqualTo(lifetime);
            assertThat(other.lifetime()).isEqualTo(lifetime);
        }
    }

    @Test
    void aPersistentFileStays() throws IOException {
        with(Lifetime.PERSISTENT).create(path(), 128).close();

        assertThat(files()).containsExactly("memory");
    }

    @Nested
    class OfItsOwner {
        @Test
        void endsWhenTheCreatorClosesThoughOthersGoOn() throws IOException {
            SharedMemory memory = with(Lifetime.OWNER).create(path(), 128);
            SharedMemory other = SharedMemory.open(path());
            other.close();
            assertThat(path()).exists();
            other = SharedMemory.open(path());

            memory.close();

            assertThat(path()).doesNotExist();
            assertThat(other.counter("a").increment()).isEqualTo(1);
            assertThat(other.file.membership().me()).isNotZero();
            other.close();
            assertThat(files()).isEmpty();
        }

        @Test
        void endsWhenAnotherClosesIfTheCreatorDied() throws IOException {
            SharedMemory memory = with(Lifetime.OWNER).create(path(), 128);
            SharedMemory other = SharedMemory.open(path());
            memory.file.membership().abandon();
            memory.close();
            assertThat(path()).exists();

            other.close();

            assertThat(files()).isEmpty();
        }
    }

    @Nested
    class OfItsLastUser {
        @Test
        void endsWithTheLastOfThem() throws IOException {
            SharedMemory memory = with(Lifetime.LAST_CLOSE).create(path(), 128);
            SharedMemory other = SharedMemory.open(path());
            memory.close();
            assertThat(path()).exists();

            other.close();

            assertThat(files()).isEmpty();
        }

        @Test
        void doesNotCountThoseThatDied() throws IOException {
            SharedMemory memory = with(Lifetime.LAST_CLOSE).create(path(), 128);
            SharedMemory other = SharedMemory.open(path());
            memory.file.membership().abandon();
            memory.close();

            other.close();

            assertThat(files()).isEmpty();
        }

        @Test
        void endsWithTheNextUserIfAllDied() throws IOException {
            SharedMemory memory = with(Lifetime.LAST_CLOSE).create(path(), 128);
            memory.file.membership().abandon();
            memory.close();
            assertThat(path()).exists();

            SharedMemory.open(path()).close();

            assertThat(files()).isEmpty();
        }

        @Test
        void endsWithAJvmThatExitsInGoodOrder() throws Exception {
            try (ChildJvm child = ChildJvm.run(
                    List.of(),
                    System.getProperty("java.class.path"),
                    MemberChild.class,
                    "leaveOpen",
                    path(),
                    "LAST_CLOSE")) {
                assertThat(child.line()).isEqualTo("left");
                assertThat(child.exitCode()).isZero();
            }

            assertThat(files()).isEmpty();
        }

        @Test
        void waitsForAHandleThatIsOnItsWay() throws Exception {
            SharedMemory memory = with(Lifetime.LAST_CLOSE).create(path(), 128);
            MappedCounter counter = memory.counter("a");
            counter.increment();
            byte[] form = write(counter);

            memory.close();

            assertThat(path()).exists();
            assertThatThrownBy(counter::get).isInstanceOf(SharedMemoryClosedException.class);
            MappedCounter arrived = (MappedCounter) read(form);
            assertThat(arrived.get()).isEqualTo(1);
            assertThat(((MappedCounter) read(form)).get()).isEqualTo(1);
        }

        @Test
        void endsWhenTheHandlesHaveArrivedAndAreForgotten() throws Exception {
            SharedMemory memory = with(Lifetime.LAST_CLOSE).create(path(), 128);
            byte[] form = write(memory.counter("a"));
            memory.close();
            read(form);

            await().atMost(LIMIT).until(() -> {
                System.gc();
                return files().isEmpty();
            });
        }

        private byte[] write(Object handle) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(handle);
            }
            return bytes.toByteArray();
        }

        private Object read(byte[] form) throws Exception {
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(form))) {
                return in.readObject();
            }
        }

        @Test
        void isWorkedOutRightWhenManyComeAndGo() throws Exception {
            List<ChildJvm> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(ChildJvm.run(
                        List.of(),
                        System.getProperty("java.class.path"),
                        MemberChild.class,
                        "openAndClose",
                        path(),
                        200));
            }
            for (ChildJvm child : children) {
                try (child) {
                    assertThat(child.line()).isEqualTo("done");
                    assertThat(child.exitCode()).isZero();
                }
            }

            assertThat(files()).isEmpty();
        }
    }

    @Nested
    class Anonymous {
        @Test
        void vanishesWithItsLastUser() throws IOException {
            SharedMemory memory = SharedMemory.anonymous(128);
            Path path = memory.path();
            assertThat(path).exists();
            assertThat(memory.lifetime()).isEqualTo(Lifetime.LAST_CLOSE);
            assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
                    .isEqualTo("rwx------");

            memory.close();

            assertThat(path).doesNotExist();
        }

        @Test
        void sweepsWhatKilledProcessesLeft() {
            SharedMemory killed = SharedMemory.anonymous(128);
            Path path = killed.path();
            killed.file.membership().abandon();
            killed.close();
            assertThat(path).exists();

            SharedMemory.anonymous(128).close();

            assertThat(path).doesNotExist();
        }

        @Test
        void leavesThoseOfTheLivingAlone() {
            try (SharedMemory memory = SharedMemory.anonymous(128)) {
                SharedMemory.anonymous(128).close();

                assertThat(memory.path()).exists();
            }
        }
    }

    @Nested
    class WhenItIsRetired {
        @Test
        void canNotBeOpenedAndGoesOnForItsUsers() throws IOException {
            SharedMemory memory = SharedMemory.create(path(), 128);
            SharedMemory other = SharedMemory.open(path());

            memory.retire();
            memory.retire();

            assertThat(reasonOf(() -> SharedMemory.open(path()))).isEqualTo(Reason.MISSING);
            memory.counter("a").increment();
            assertThat(other.counter("a").get()).isEqualTo(1);
            memory.close();
            other.close();
            assertThat(files()).isEmpty();
        }

        @Test
        void doesNotHarmTheOneThatTookItsName() {
            SharedMemory memory = SharedMemory.create(path(), 128);
            memory.retire();
            try (SharedMemory next = SharedMemory.create(path(), 256)) {
                memory.retire();
                memory.close();

                assertThat(path()).exists();
                try (SharedMemory opened = SharedMemory.open(path())) {
                    assertThat(opened.id()).isEqualTo(next.id());
                }
            }
        }

        @Test
        void isFinishedByWhoeverOpensItIfItsRetirerDied() throws IOException {
            try (SharedMemory memory = SharedMemory.create(path(), 128)) {
                memory.file.mapping().setLong(Layout.HEALTH_AT, Layout.RETIRED);
            }
            try (SharedMemory next = SharedMemory.openOrCreate(path(), 128)) {
                assertThat(next.counter("a").get()).isZero();
            }
            assertThat(files()).containsExactly("memory");
        }
    }

    @Nested
    class Permissions {
        @ParameterizedTest
        @EnumSource
        void areThoseAskedForWhateverTheMaskIs(Lifetime lifetime) throws IOException {
            assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
            var wanted = PosixFilePermissions.fromString("rw-rw-rw-");

            try (SharedMemory memory = with(lifetime).permissions(wanted).create(path(), 128)) {
                memory.file.membership().me();

                assertThat(Files.getPosixFilePermissions(path())).isEqualTo(wanted);
                assertThat(Files.getPosixFilePermissions(Sidecar.pathOf(memory.file.id())))
                        .isEqualTo(wanted);
            }
        }

        @Test
        void mustLeaveTheOwnerTheFile() {
            assertThatThrownBy(() -> SharedMemory.builder().permissions(PosixFilePermissions.fromString("r--r--r--")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("OWNER_WRITE");
        }
    }

    @Nested
    class Durable {
        @ParameterizedTest
        @EnumSource
        void isKnownToWhoeverOpensTheFile(Durability durability) {
            try (SharedMemory memory =
                    SharedMemory.builder().durability(durability).create(path(), 128)) {
                memory.longValue("a").set(7);
                memory.force();
            }
            try (SharedMemory memory = SharedMemory.open(path())) {
                assertThat(memory.durability()).isEqualTo(durability);
                assertThat(memory.longValue("a").get()).isEqualTo(7);
            }
        }

        @Test
        void hardlyAtAllEndsWithTheBootOfTheMachine() throws Exception {
            assumeTrue(Liveness.self().boot() != 0);
            SharedMemory.builder()
                    .durability(Durability.VOLATILE)
                    .create(path(), 128)
                    .close();
            HeaderPatch.longAt(path(), Layout.BOOT_AT, 42);

            assertThat(reasonOf(() -> SharedMemory.open(path()))).isEqualTo(Reason.MISSING);

            assertThat(files()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nfs", "nfs4", "cifs", "smb3", "fuse", "fuse.sshfs", "fuseblk", "9p", "ceph", "lustre", "NFS"})
    void refusesFileSystemsOfTheNetworkAndOfUserSpace(String type) {
        assertThat(Storage.isUnsafe(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "apfs", "NTFS", "ramfs", "f2fs"})
    void takesLocalFileSystems(String type) {
        assertThat(Storage.isUnsafe(type)).isFalse();
    }

    @Test
    void reportsAMemoryThatWasNeverClosed() throws Exception {
        try (ChildJvm child = ChildJvm.run(
                List.of("-Dthreeply.leakStacks=true"),
                System.getProperty("java.class.path"),
                MemberChild.class,
                "forget",
                path())) {
            List<String> lines = new ArrayList<>();
            while (lines.stream().noneMatch(line -> line.contains("MemberChild.forget"))) {
                lines.add(child.line());
            }

            assertThat(lines).anyMatch(line -> line.contains(path() + " was never closed"));
        }
    }
}
