package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.ipc.shared.SharedMemoryFileException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that is deleted or replaced while it is in use, or whose disk is full. */
class LostFileTest {
    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("memory").toAbsolutePath();
    }

    private SharedMemory create(Lifetime lifetime) {
        return SharedMemory.builder().lifetime(lifetime).create(path(), 4096);
    }

    /** What the users of a file can do together. */
    private static void useBoth(SharedMemory one, SharedMemory other) throws Exception {
        long before = one.counter("a").get();
        one.counter("a").increment();
        assertThat(other.counter("a").get()).isEqualTo(before + 1);
        SharedLock lock = one.lock("lock");
        lock.lock();
        assertThat(other.lock("lock").tryAcquire(Duration.ofMillis(20)))
                .as("it is held")
                .isNull();
        lock.unlock();
        assertThat(other.lock("lock").tryLock(30, TimeUnit.SECONDS)).isTrue();
        other.lock("lock").unlock();
        other.longValue("added" + before).set(7);
        assertThat(one.longValue("added" + before).get()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnAmongItsUsersWhenItIsDeleted(Lifetime lifetime) throws Exception {
        try (SharedMemory one = create(lifetime);
                SharedMemory other = SharedMemory.open(path())) {
            useBoth(one, other);

            Files.delete(path());

            useBoth(one, other);
            assertThat(other.isReachable()).isFalse();
            assertThatThrownBy(() -> SharedMemory.open(path()))
                    .isInstanceOfSatisfying(SharedMemoryFileException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.MISSING);
                        assertThat(e.expected()).isEqualTo("a file");
                        assertThat(e.found()).isEqualTo("none");
                    })
                    .hasMessageContainingAll(path().toString(), "create it first");
        }
        assertThat(path()).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void isNotMixedUpWithTheOneThatReplacesIt(Lifetime lifetime) throws Exception {
        try (SharedMemory one = create(lifetime);
                SharedMemory other = SharedMemory.open(path())) {
            useBoth(one, other);
            Files.delete(path());

            try (SharedMemory replacing = SharedMemory.create(path(), 4096);
                    SharedMemory second = SharedMemory.open(path())) {
                assertThat(replacing.id()).isNotEqualTo(one.id());
                useBoth(one, other);
                useBoth(replacing, second);
                assertThat(one.counter("a").get()).isEqualTo(2);
                assertThat(second.counter("a").get()).isEqualTo(1);
            }
        }
        // Whoever left the old one last must not have deleted the new one.
        try (SharedMemory replacing = SharedMemory.open(path())) {
            assertThat(replacing.counter("a").get()).isEqualTo(1);
        }
    }

    @Test
    void isNotMixedUpWithOneThatIsMovedOverIt() throws Exception {
        Path moved = directory.resolve("other");
        try (SharedMemory one = create(Lifetime.LAST_CLOSE);
                SharedMemory second = SharedMemory.open(path())) {
            SharedMemory.create(moved, 128).close();
            Files.move(moved, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            useBoth(one, second);
        }
        try (SharedMemory memory = SharedMemory.open(path())) {
            assertThat(memory.capacityBytes()).isEqualTo(128);
        }
    }

    /** Each is there once, and keeps its own name too: so no other gets what the system knows it by. */
    @Test
    void isKnownByWhatItWasOpenedAsThoughOthersTakeItsPlaceMeanwhile() throws Exception {
        Path link = directory.resolve("link");
        Map<UUID, Object> keys = new ConcurrentHashMap<>();
        for (int i = 0; i < 200; i++) {
            Path each = directory.resolve("memory" + i);
            try (SharedMemory memory = SharedMemory.create(each, 128)) {
                keys.put(
                        memory.id(),
                        Files.readAttributes(each, BasicFileAttributes.class).fileKey());
            }
        }
        Files.createLink(path(), directory.resolve("memory0"));
        CompletableFuture<Void> replacer = OwnThread.run(() -> {
            try {
                for (int i = 1; i < 200; i++) {
                    Files.createLink(link, directory.resolve("memory" + i));
                    Files.move(link, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    Thread.sleep(1);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        while (!replacer.isDone()) {
            try (SharedMemory memory = SharedMemory.open(path())) {
                assertThat(memory.file.id().key()).isEqualTo(keys.get(memory.id()));
            }
        }
        replacer.get(30, TimeUnit.SECONDS);
    }

    /** All room was taken when the file was made: then a full disk is no trouble for those that use it. */
    @Test
    void addsObjectsAndUsersOnADiskThatIsFullByNow() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("tiny"));
        List<String> shell = List.of(
                "unshare",
                "-Urm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=256k none \"$0\" && exec \"$@\"",
                mount.toString());
        assumeTrue(works(shell), "no tmpfs of its own for a test here");

        try (ChildJvm child = ChildJvm.runIn(shell, FullDiskChild.class, mount)) {
            assertThat(child.line()).isEqualTo("full");
            assertThat(child.line()).isEqualTo("NO_SPACE: room for");
            assertThat(child.line()).isEqualTo("used all");
            assertThat(child.exitCode()).isZero();
        }
    }

    private static boolean works(List<String> shell) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(shell.stream(), Stream.of("true")).toList())
                    .start();
            boolean works = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            process.destroyForcibly();
            return works;
        } catch (IOException e) {
            return false;
        }
    }
}
