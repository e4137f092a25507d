package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.ipc.shared.InspectorRun.Result;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the tool sweeps away, and above all what it does not. */
class SweepTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @BeforeEach
    void needsTheSystemToTellWhoLives() {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")));
    }

    private Path path() {
        return directory.resolve("memory").toAbsolutePath();
    }

    private ChildJvm child(Object how) throws Exception {
        return ChildJvm.run(
                List.of("-Djava.io.tmpdir=" + directory),
                System.getProperty("java.class.path"),
                InspectedChild.class,
                path(),
                how);
    }

    private Result sweep() {
        Result result = InspectorRun.of("sweep", directory);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return result;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void awaitMemorySidecarAndSocket() {
        await().atMost(LIMIT).until(() -> files().size() == 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Lifetime.class,
            names = {"LAST_CLOSE", "OWNER"})
    void deletesTheMemoryOfAKilledUserAndAllThatIsBesideIt(Lifetime lifetime) throws Exception {
        try (ChildJvm child = child(lifetime)) {
            assertThat(child.line()).isEqualTo(path().toString());
            awaitMemorySidecarAndSocket();
            assertThat(InspectorRun.of("dump", path()).out())
                    .contains("held by process " + child.pid() + " (slot 0, alive)")
                    .contains("waiting: process " + child.pid() + " (slot 0, alive)");
            assertThat(sweep().out()).doesNotContain("deleted");
            assertThat(files()).hasSize(3);

            child.kill();

            assertThat(InspectorRun.of("dump", path()).out())
                    .contains("abandoned by process " + child.pid() + " (slot 0, dead)");
            assertThat(InspectorRun.of("list", path()).out()).contains("1 user (1 dead)");
            assertThat(InspectorRun.of("sweep", "--dry-run", directory).out()).contains("would delete " + path());
            assertThat(path()).exists();
            assertThat(sweep().out()).contains("deleted " + path());
            assertThat(files()).isEmpty();
            assertThat(sweep().out()).isEmpty();
        }
    }

    @Test
    void keepsAMemoryThatWasMadeToStay() throws Exception {
        try (ChildJvm child = child(Lifetime.PERSISTENT)) {
            child.line();
            awaitMemorySidecarAndSocket();
            child.kill();

            Result result = sweep();

            assertThat(result.lines()).singleElement().asString().endsWith(": its user is dead"); // the socket
            assertThat(files()).hasSize(2).contains("memory");
            try (SharedMemory memory = SharedMemory.open(path())) {
                Acquisition taken = memory.lock("lock").tryAcquire(LIMIT);
                assertThat(taken).isNotNull();
                assertThat(taken.isClean()).isFalse();
            }
        }
    }

    /** Its owner is dead, but another goes on with it. */
    @Test
    void keepsAMemoryThatSomebodyUses() throws Exception {
        try (ChildJvm owner = child(Lifetime.OWNER)) {
            owner.line();
            awaitMemorySidecarAndSocket();
            try (SharedMemory memory = SharedMemory.open(path())) {
                memory.file.membership().me();
                owner.kill();

                assertThat(sweep().lines()).contains("kept " + path() + ": its owner is dead, but somebody may use it");

                assertThat(files())
                        .as("but for the socket of the dead")
                        .hasSize(2)
                        .contains("memory");
                assertThat(memory.counter("goes on").increment()).isEqualTo(1);
            }
        }
    }

    @Test
    void keepsAMemoryWhoseUserIsStopped() throws Exception {
        try (ChildJvm child = child(Lifetime.LAST_CLOSE)) {
            child.line();
            awaitMemorySidecarAndSocket();
            child.signal("STOP");

            assertThat(sweep().out()).doesNotContain("deleted");

            assertThat(files()).hasSize(3);
            child.signal("CONT");
        }
    }

    @Test
    void deletesWhatARetiredMemoryLeftBeside() throws Exception {
        try (ChildJvm child = child(Lifetime.PERSISTENT)) {
            child.line();
            awaitMemorySidecarAndSocket();
            Files.delete(path());
            assertThat(sweep().out()).as("its user goes on").isEmpty();
            assertThat(files()).hasSize(2);

            child.kill();

            assertThat(sweep().out()).contains("its memory is gone, and nobody has it open", "nobody listens at it");
            assertThat(files()).isEmpty();
        }
    }

    /** As between the two calls of the system that make a socket: it is there, and nobody listens yet. */
    private static void makeUnheard(Path socket) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
    }

    @Test
    void keepsASocketAtWhichItsUserIsAboutToListen() throws Exception {
        try (ChildJvm child = child(Lifetime.PERSISTENT)) {
            child.line();
            awaitMemorySidecarAndSocket();
            Files.delete(path());
            Path socket = directory.resolve(files().stream()
                    .filter(name -> name.endsWith(".0"))
                    .findFirst()
                    .orElseThrow());
            Files.delete(socket);
            makeUnheard(socket);

            assertThat(sweep().out()).isEmpty();
            assertThat(socket).exists();

            child.kill();
            assertThat(sweep().out()).contains("nobody listens at it");
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void deletesASocketWithoutASidecarOnlyAfterAWhile() throws Exception {
        Path socket = directory.resolve(".threeply-" + UUID.randomUUID() + ".7");
        makeUnheard(socket);
        Instant made = Files.getLastModifiedTime(socket).toInstant();

        assertThat(sweep().out()).contains("nobody listens at it");

        assertThat(Duration.between(made, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(files()).isEmpty();
    }

    @Test
    void deletesTheDirectoryOfATemporaryMemory() throws Exception {
        try (ChildJvm child = child("temporary")) {
            Path memory = Path.of(child.line());
            assertThat(memory.getParent().getParent()).isEqualTo(directory.toAbsolutePath());
            assertThat(sweep().out()).doesNotContain("deleted");
            child.kill();

            assertThat(sweep().out()).contains("deleted " + memory + ": its owner is dead");

            assertThat(files()).isEmpty();
        }
    }

    @Test
    void deletesAHalfMadeFileOnlyIfItsMakerIsDead() throws Exception {
        Path file = directory.resolve(".threeply-" + UUID.randomUUID() + ".new");
        ByteBuffer page = Header.of(128, Traits.DEFAULT).toBytes();
        Files.write(file, page.array());
        assertThat(sweep().out()).isEmpty();

        page.order(ByteOrder.LITTLE_ENDIAN).putLong(Layout.CREATOR_START_AT, 1);
        Files.write(file, page.array());

        assertThat(sweep().lines())
                .containsExactly("deleted " + file.toAbsolutePath() + ": half made, and its maker is dead");
        assertThat(files()).isEmpty();
    }

    @Test
    void deletesAnEmptyHalfMadeFileAfterAnHour() throws Exception {
        Path file = Files.createFile(directory.resolve(".threeply-" + UUID.randomUUID() + ".new"));
        assertThat(sweep().out()).isEmpty();

        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

        assertThat(sweep().out()).contains("given up long ago");
        assertThat(files()).isEmpty();
    }

    @Test
    void leavesFilesOfOthersAlone() throws Exception {
        Files.writeString(directory.resolve(".threeply-notes"), "mine");
        Files.writeString(directory.resolve(".threeply-" + UUID.randomUUID() + ".9999"), "mine");
        Files.writeString(directory.resolve("diary"), "mine");

        assertThat(sweep().out()).isEmpty();

        assertThat(files()).hasSize(3);
    }

    @Test
    void neverDeletesUnderProcessesThatComeAndGo() throws Exception {
        try (ChildJvm child = ChildJvm.run(
                List.of(), System.getProperty("java.class.path"), MemberChild.class, "openAndClose", path(), 400)) {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> {
                InspectorRun.of("sweep", directory); // a memory that goes while it is looked at may be told
                return !child.output().isEmpty();
            });
            assertThat(child.line()).isEqualTo("done");
            assertThat(child.exitCode()).isZero();
        }
        sweep();
        assertThat(files()).isEmpty();
    }
}
