package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.ipc.shared.Acquisition.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process that exits in good order does with the memories that it did not close. */
@Timeout(300)
class MemoryExitTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("memory").toAbsolutePath();
    }

    private SharedMemory create(Lifetime lifetime) {
        return SharedMemory.builder().lifetime(lifetime).create(path(), 1 << 16);
    }

    private static ChildJvm child(String what, Path path, Object... more) throws IOException {
        Object[] arguments =
                Stream.concat(Stream.of(what, path), Stream.of(more)).toArray();
        return ChildJvm.run(List.of(), System.getProperty("java.class.path"), ExitChild.class, arguments);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Its other threads go on until the very end: nobody may have its slot, or its lock, beside them. */
    @Test
    void keepsItsSlotAndItsLocksToTheEnd() throws Exception {
        try (SharedMemory memory = create(Lifetime.LAST_CLOSE);
                ChildJvm child = child("exitWithALock", path())) {
            long owner = Long.parseLong(child.line());
            assertThat(child.go().line()).isEqualTo("exits");

            assertThat(memory.file.membership().isDead(owner)).isFalse();
            assertThat(memory.file.membership().ownerOf(Membership.slot(owner))).isEqualTo(owner);
            assertThat(memory.lock("lock").tryAcquire(Duration.ofMillis(300))).isNull();

            child.go();
            assertThat(child.exitCode()).isZero();
            Acquisition found = memory.lock("lock").tryAcquire(LIMIT);
            assertThat(found).isNotNull();
            assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
        }
    }

    @Test
    void isNoReasonForTheFileToStayWhileItExits() throws Exception {
        SharedMemory memory = create(Lifetime.LAST_CLOSE);
        try (ChildJvm child = child("exitWithALock", path())) {
            child.line();
            assertThat(child.go().line()).isEqualTo("exits");
            assertThat(path()).exists();

            memory.close();

            assertThat(files()).isEmpty();
            child.go();
            assertThat(child.exitCode()).isZero();
        } finally {
            memory.close();
        }
    }

    @Test
    void takesTheFileWithItIfItWasTheLast() throws Exception {
        SharedMemory memory = create(Lifetime.LAST_CLOSE);
        try (ChildJvm child = child("exitWithALock", path())) {
            child.line();
            memory.close();
            assertThat(path()).exists();

            assertThat(child.go().line()).isEqualTo("exits");

            await().atMost(LIMIT).untilAsserted(() -> assertThat(files()).isEmpty());
            child.go();
            assertThat(child.exitCode()).isZero();
        } finally {
            memory.close();
        }
    }

    @Test
    void findsWhoCameInThePlaceOfOneThatExits() throws Exception {
        try (SharedMemory memory = create(Lifetime.LAST_CLOSE)) {
            SharedMemory exiting = SharedMemory.open(path());
            memory.file.membership().announceExit();
            exiting.file.membership().announceExit();
            Membership membership = memory.file.membership();
            SlotTable slots = new SlotTable(memory.file.mapping());
            try (Unused unused = new Unused(slots, membership.sidecar())) {
                assertThat(unused.isSo()).isTrue();
                assertThat(unused.isStillSo()).isTrue();

                exiting.close();
                assertThat(unused.isStillSo()).isTrue();
                try (SharedMemory next = SharedMemory.open(path())) {
                    assertThat(next.file.membership().me()).isNotZero();
                    assertThat(unused.isStillSo()).isFalse();
                }
            }
        }
    }

    @Test
    void takesItsBellsWithIt() throws Exception {
        create(Lifetime.PERSISTENT).close();
        try (ChildJvm child = child("exitAsleep", path())) {
            assertThat(child.line()).isEqualTo("has a bell");
            assertThat(files()).anyMatch(name -> name.matches("\\.threeply-.*\\.\\d+"));

            child.go();
            assertThat(child.exitCode()).isZero();

            assertThat(files()).noneMatch(name -> name.matches("\\.threeply-.*\\.\\d+"));
        }
    }

    @Test
    void takesTheDirectoryOfATemporaryMemoryWithIt() throws Exception {
        try (ChildJvm child = child("exitWithATemporary", path())) {
            Path memory = Path.of(child.line());
            assertThat(memory).exists();

            child.go();
            assertThat(child.exitCode()).isZero();

            assertThat(memory.getParent()).doesNotExist();
        }
    }

    @Test
    void leavesTheBellsOfItsKilledUsersToTheLastOne() throws Exception {
        SharedMemory memory = create(Lifetime.LAST_CLOSE);
        try (ChildJvm child = child("exitAsleep", path())) {
            assertThat(child.line()).isEqualTo("has a bell");
            child.kill();
            assertThat(files()).anyMatch(name -> name.matches("\\.threeply-.*\\.\\d+"));
        }

        memory.close();

        assertThat(files()).isEmpty();
    }
}
