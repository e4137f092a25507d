package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.stress.Main;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontDoorTest {
    private static final int JDK_8 = 52;

    @TempDir
    private Path directory;

    /** Has the program believe that it runs on another JDK; an option of the JVM cannot. */
    public static final class OnJdk11 {
        private OnJdk11() {}

        public static void main(String[] arguments) throws Throwable {
            System.setProperty("java.class.version", "55.0");
            System.setProperty("java.version", "11.0.1");
            Main.main(arguments);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gallery list", "litmus list", "-l"})
    void saysAtOnceThatTheJdkIsTooOld(String command) throws Exception {
        try (Program program = Program.start(directory, List.of(), OnJdk11.class.getName(), command.split(" "))) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.printed().lines())
                    .singleElement()
                    .asString()
                    .startsWith("This takes JDK 17 or later, and runs on 11.0.1 in "
                            + Path.of(System.getProperty("java.home")));
        }
    }

    @Test
    void isLoadedEvenByAJdkThatIsTooOldSoThatItCanSaySo() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/io/github/threeply/stress/Main.class")) {
            assertThat(in).isNotNull();
            DataInputStream data = new DataInputStream(in);
            data.readInt();
            data.readUnsignedShort();

            assertThat(data.readUnsignedShort()).isEqualTo(JDK_8);
        }
    }
}
