package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of a file that is not where it was any more are told. */
class NameWatchTest {
    private static final long START = 42;

    @TempDir
    Path directory;

    private SharedMemory memory;
    private NameWatch watch;
    private long now = START;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void create() throws IOException {
        assumeTrue(
                Files.readAttributes(directory, BasicFileAttributes.class).fileKey() != null,
                "files have no identity here");
        memory = SharedMemory.create(path(), 4096);
        watch = new NameWatch(memory.file.mapping(), START, warnings::add);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private Path path() {
        return directory.resolve("memory").toAbsolutePath();
    }

    /** Looks, so many times, each a second after the one before. */
    private void look(int times) {
        for (int i = 0; i < times; i++) {
            now += NameWatch.PERIOD_NANOS;
            watch.look(now);
        }
    }

    @Test
    void saysNothingOfAFileThatIsThere() {
        look(5);

        assertThat(warnings).isEmpty();
        assertThat(memory.isReachable()).isTrue();
    }

    @Test
    void warnsOnceOfAFileThatWasDeleted() throws IOException {
        look(1);
        Files.delete(path());

        look(5);

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(path().toString(), "was deleted or has another name now", "open it again");
        assertThat(memory.isReachable()).isFalse();
    }

    @Test
    void warnsOfAFileThatAnotherOneReplaced() throws IOException {
        Files.delete(path());
        try (SharedMemory replacing = SharedMemory.create(path(), 128)) {
            look(2);

            assertThat(warnings).singleElement().asString().contains("another file has taken its place");
            assertThat(memory.isReachable()).isFalse();
            assertThat(replacing.isReachable()).isTrue();
        }
    }

    @Test
    void warnsOfAFileThatAnotherOneWasMovedOver() throws IOException {
        Path moved = directory.resolve("other");
        SharedMemory.create(moved, 128).close();
        Files.move(moved, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        look(2);

        assertThat(warnings).hasSize(1);
    }

    @Test
    void saysNothingOfAFileThatIsMissedForAnInstant() throws IOException {
        Path aside = directory.resolve("aside");
        for (int i = 0; i < 3; i++) {
            Files.move(path(), aside);
            look(1);
            Files.move(aside, path());
            look(1);
        }

        assertThat(warnings).isEmpty();
    }

    @Test
    void saysNothingOfAFileThatWasRetired() {
        memory.retire();

        look(5);

        assertThat(warnings).isEmpty();
        assertThat(memory.isReachable()).isFalse();
    }

    @Test
    void asksTheFileSystemAtMostOnceASecond() throws IOException {
        Files.delete(path());
        look(1);
        for (int i = 0; i < 100; i++) {
            watch.look(++now);
        }
        assertThat(warnings).isEmpty();

        look(1);

        assertThat(warnings).hasSize(1);
    }

    @Test
    void canNotBeAskedOfAMemoryThatIsClosed() {
        memory.close();

        assertThatThrownBy(memory::isReachable).isInstanceOf(SharedMemoryClosedException.class);
    }

    @Test
    void aThreadThatWaitsHasItLogged() throws Exception {
        try (ChildJvm child =
                ChildJvm.run(List.of(), System.getProperty("java.class.path"), MemberChild.class, "sleep", path())) {
            assertThat(child.line()).as("who it is").matches("[0-9]+");

            Files.delete(path());

            while (!child.line().contains(path() + " is in use here, but was deleted")) {
                // the log has lines of its own around it
            }
        }
    }
}
