package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A memory that several users of the system may use, as its mode and group say. */
class OtherUsersTest {
    private static final int STRANGER = 47110815;

    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("memory").toAbsolutePath();
    }

    @BeforeEach
    void checkThatTheSystemHasUsers() {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("unix"), "no users here");
    }

    /** Becomes a user of the memory, so that there is a sidecar, and one that waits, so that there is a bell. */
    private void use(boolean withBell) throws Exception {
        try (SharedMemory memory = SharedMemory.open(path())) {
            memory.file.membership().me();
            if (withBell) {
                TwoUsers.until(() -> {
                    memory.event("never").tryAwait(Duration.ofMillis(20));
                    return memory.file.membership().hasBell();
                });
                for (Path file : besides()) {
                    assertThat(attribute(file, "permissions")).isEqualTo(attribute(path(), "permissions"));
                    assertThat(attribute(file, "gid")).isEqualTo(attribute(path(), "gid"));
                }
            }
        }
    }

    private List<Path> besides() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.endsWith("memory")).toList();
        }
    }

    private static Object attribute(Path file, String name) throws IOException {
        return Files.getAttribute(file, "unix:" + name);
    }

    private static void setOrAbort(Path file, String attribute, Object value) throws IOException {
        try {
            Files.setAttribute(file, "unix:" + attribute, value);
        } catch (FileSystemException e) {
            abort("only for who may give files away: " + e);
        }
    }

    @Test
    void modeOfWhatLiesBesideItFollowsThatOfTheMemory() throws Exception {
        SharedMemory.create(path(), 4096).close();
        use(true);
        for (String mode : List.of("rw-rw-rw-", "rw-r-----", "rw-rw----")) {
            Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString(mode));

            use(true);
        }
        assertThat(besides())
                .singleElement()
                .satisfies(sidecar -> assertThat(attribute(sidecar, "permissions"))
                        .isEqualTo(PosixFilePermissions.fromString("rw-rw----")));
    }

    @Test
    void groupOfWhatLiesBesideItFollowsThatOfTheMemory() throws Exception {
        SharedMemory.create(path(), 4096).close();
        for (int group = STRANGER; group < STRANGER + 3; group++) {
            setOrAbort(path(), "gid", group);

            use(true);

            assertThat(attribute(besides().get(0), "gid")).isEqualTo(group);
        }
    }

    @Test
    void anotherUserCanUseItOnceItsModeAllowsIt() throws Exception {
        SharedMemory.create(path(), 4096).close();
        use(false);
        // As the directory for temporary files: there the system may refuse what asks for the creation of a file of
        // another.
        setOrAbort(directory, "uid", STRANGER + 1);
        setOrAbort(directory, "mode", 01777);
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw-rw-"));
        use(false);
        List<String> asAnother =
                List.of("setpriv", "--reuid=" + STRANGER, "--regid=" + STRANGER, "--clear-groups", "--");
        assumeTrue(works(asAnother), "no other user can run the classes here");

        try (ChildJvm child = ChildJvm.runIn(asAnother, MemberChild.class, "claim", path())) {
            assertThat(child.line()).matches("[0-9]+");
            child.go();
            assertThat(child.exitCode()).isZero();
        }
        assertThat(attribute(besides().get(0), "uid")).as("it was there").isEqualTo(attribute(path(), "uid"));
    }

    @Test
    void hisFilesServeTheOwnerOfTheMemoryToo() throws Exception {
        SharedMemory.create(path(), 4096).close();
        use(false);
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw-rw-"));
        use(false);
        setOrAbort(directory, "uid", STRANGER + 1);
        setOrAbort(directory, "mode", 01777);
        setOrAbort(besides().get(0), "uid", STRANGER);

        use(false);

        assertThat(attribute(besides().get(0), "uid")).isEqualTo(STRANGER);
    }

    /** Whether a child can be started so. */
    private static boolean works(List<String> asAnother) throws Exception {
        Path classes = Path.of(MemberChild.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path main = classes.resolve(MemberChild.class.getName().replace('.', '/') + ".class");
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(asAnother.stream(), Stream.of("test", "-r", main.toString()))
                                    .toList())
                    .start();
            boolean works = process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
            process.destroyForcibly();
            return works;
        } catch (IOException e) {
            return false;
        }
    }
}
