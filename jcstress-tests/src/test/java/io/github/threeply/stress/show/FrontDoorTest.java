package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class FrontDoorTest {
    private static final int JDK_8 = 52;

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
