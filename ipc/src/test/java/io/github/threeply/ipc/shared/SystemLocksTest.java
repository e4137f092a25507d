package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
            1: POSIX  ADVISORY  WRITE 4711 fd:01:1262152 5 5,       false
            1: FLOCK  ADVISORY  WRITE 4711 fd:01:262152 0 EOF,      false
            1: -> POSIX  ADVISORY  WRITE 4711 fd:01:262152 5 5,     false
            1: OFDLCK ADVISORY  WRITE -1 fd:01:262152 5 5,          false
            nonsense,                                               false
            """)
    void areReadLineByLine(String line, boolean covers) {
        assertThat(SystemLocks.covers(line, ":262152", 5)).isEqualTo(covers);
    }

    @Test
    void areHeldByNobodyOfAFileThatIsNotThere(@TempDir Path directory) {
        assertThat(SystemLocks.isHeld(directory.resolve("none"), 0)).isFalse();
    }
}
