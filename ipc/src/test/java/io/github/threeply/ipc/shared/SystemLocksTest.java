package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The system's list of locks. */
class SystemLocksTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            1: POSIX  ADVISORY  WRITE 4711 fd:01:262152 5 5,        true
            1: POSIX  ADVISORY  READ 4711 fd:01:262152 0 63,        true
            1: POSIX  ADVISORY  WRITE 4711 fd:01:262152 0 EOF,      true
            1: POSIX  ADVISORY  WRITE 4711 fd:01:262152 6 EOF,      false
            1: POSIX  ADVISORY  WRITE 4711 fd:01:262152 0 4,        false
            1: POSIX  ADVISORY  WRITE 4711 00:2a:262152 5 5,        true
            1: POSIX  ADVISORY  WRITE 4711 fd:01:1262152 5 5,       false
            1: POSIX  ADVISORY  WRITE 4711 fd:02:262152 5 5,        false
            1: POSIX  ADVISORY  WRITE 4711 1fd:01:262152 5 5,       false
            1: FLOCK  ADVISORY  WRITE 4711 fd:01:262152 0 EOF,      false
            1: -> POSIX  ADVISORY  WRITE 4711 fd:01:262152 5 5,     false
            1: OFDLCK ADVISORY  WRITE -1 fd:01:262152 5 5,          false
            nonsense,                                               false
            """)
    void areReadLineByLine(String line, boolean covers) {
        assertThat(SystemLocks.covers(line, Set.of("fd:01:262152", "00:2a:262152"), 5))
                .isEqualTo(covers);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /home/x/memory,     0:21
            /home/a b/memory,   0:42
            /home/a bc/memory,  254:1
            /homes/memory,      254:0
            memory,
            """)
    void areOfTheDeviceThatIsMountedWhereAFileIs(String file, @Nullable String device) {
        List<String> mounts = List.of(
                "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
                "28 27 254:1 / /home rw,relatime shared:1 - ext4 /dev/vdb rw",
                "29 28 0:20 / /home/x rw - tmpfs tmpfs rw",
                "30 28 0:42 /sub /home/a\\040b rw - btrfs /dev/vdc rw",
                "31 29 0:21 / /home/x rw - tmpfs tmpfs rw",
                "nonsense");

        assertThat(SystemLocks.deviceOfMount(file, mounts)).isEqualTo(device);
    }

    @Test
    void tellWhoHoldsALockOnAFile(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/locks")));
        Path file = directory.resolve("file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.lock(5, 1, false);

            assertThat(SystemLocks.holders(file))
                    .containsExactly(ProcessHandle.current().pid());
            assertThat(SystemLocks.isHeld(file, 5)).isTrue();
            assertThat(SystemLocks.isHeld(file, 4)).isFalse();

            lock.release();
            assertThat(SystemLocks.holders(file)).isEmpty();
        }
    }

    @Test
    void areHeldByNobodyOfAFileThatIsNotThere(@TempDir Path directory) {
        assertThat(SystemLocks.isHeld(directory.resolve("none"), 0)).isFalse();
    }
}
