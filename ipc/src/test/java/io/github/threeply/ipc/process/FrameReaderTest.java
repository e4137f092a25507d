package io.github.threeply.ipc.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private final ByteWriter out = new ByteWriter(64, 1 << 24);
    private final Frames frames = new Frames();

    private void frame(int type, long id, int aux, byte[] payload) {
        frames.whole(out, type, id, aux, payload);
    }

    /** Makes the header right again after a change. */
    private void seal(int at) {
        out.setInt(at + 24, frames.checksum(out.array(), at, 24));
    }

    private FrameReader reader() {
        return new FrameReader(new ByteArrayInputStream(out.toByteArray()), 1 << 20);
    }

    @Test
    void readsFramesUntilACleanEnd() throws IOException {
        frame(FrameType.READY, 0, 0, new byte[0]);
        frame(FrameType.RESULT, -5L, 9, new byte[] {1, 2, 3});
        FrameReader reader = reader();

        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(FrameType.READY);
        assertThat(reader.next()).isTrue();
        assertThat(reader.taskId()).isEqualTo(-5);
        assertThat(reader.aux()).isEqualTo(9);
        assertThat(reader.copyPayload()).containsExactly(1, 2, 3);
        assertThat(reader.next()).isFalse();
    }

    /** What is behind the damage is not told, but it says which tasks must not be run again. */
    @Test
    void findsWhichTasksHaveBegunBehindDamage() throws IOException {
        frame(FrameType.STARTED, 4, 0, new byte[0]);
        frame(FrameType.RESULT, 4, 0, new byte[] {1, 2, 3});
        out.array()[out.size() - 1]++; // the damage
        frame(FrameType.STARTED, 5, 0, new byte[0]);
        frame(FrameType.RESULT, 5, 0, new byte[70_000]);
        frame(FrameType.STARTED, 6, 0, new byte[0]);
        frame(FrameType.RETURNED, 9, 0, new byte[0]);
        FrameReader reader = reader();

        assertThat(reader.next()).isTrue();
        assertThatThrownBy(reader::next).isInstanceOf(FrameReader.NotAFrameException.class);

        assertThat(reader.lastBegunBehindDamage()).isEqualTo(6);
    }

    @Test
    void readsFramesThatComeByteByByteAndLargerThanItsBuffer() throws IOException {
        byte[] large = new byte[300_000];
        Arrays.fill(large, (byte) 7);
        for (int i = 0; i < 5; i++) {
            frame(FrameType.RESULT, i, 0, new byte[40_000 + i]);
            frame(FrameType.RESULT, i, 0, large);
        }
        InputStream slow = new ByteArrayInputStream(out.toByteArray()) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, 1 + (count - pos) % 997));
            }
        };
        FrameReader reader = new FrameReader(slow, 1 << 20);

        for (int i = 0; i < 5; i++) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.payloadLength()).isEqualTo(40_000 + i);
            assertThat(reader.next()).isTrue();
            assertThat(reader.copyPayload()).isEqualTo(large);
        }
        assertThat(reader.next()).isFalse();
    }

    @Test
    void skipsNoiseBeforeTheFirstFrame() throws IOException {
        byte[] noise = "OpenJDK warning: something\n".getBytes(US_ASCII);
        out.write(noise, 0, noise.length);
        frame(FrameType.READY, 0, 0, new byte[0]);

        assertThat(reader().next()).isTrue();
    }

    @Test
    void showsTheBytesThatAreNotTheProtocol() throws IOException {
        frame(FrameType.READY, 0, 0, new byte[0]);
        byte[] noise = "printed by native code, and long enough".getBytes(US_ASCII);
        out.write(noise, 0, noise.length);
        FrameReader reader = reader();
        reader.next();

        assertThatThrownBy(reader::next)
                .isInstanceOfSatisfying(
                        FrameReader.NotAFrameException.class,
                        e -> assertThat(new String(e.stray(), US_ASCII))
                                .isEqualTo("printed by native code, and long enough"));
    }

    @Test
    void endsAtALongStreamWithoutAnyFrame() {
        byte[] noise = new byte[200_000];
        out.write(noise, 0, noise.length);

        assertThatThrownBy(() -> reader().next()).isInstanceOf(FrameReader.NotAFrameException.class);
    }

    @Test
    void refusesALengthAboveTheCapBeforeAllocating() {
        frames.header(out, FrameType.RESULT, 0, 0, 0);
        out.setInt(4, 1 << 30);
        seal(0);

        assertThatThrownBy(() -> reader().next())
                .isInstanceOf(FrameReader.NotAFrameException.class)
                .hasMessageContaining("1073741824 bytes");
    }

    @Test
    void refusesAnotherVersion() {
        frames.header(out, FrameType.RESULT, 0, 0, 0);
        out.array()[2] = 9;
        seal(0);

        assertThatThrownBy(() -> reader().next()).hasMessageContaining("version 9");
    }

    @Test
    void tellsAnEndInsideAFrame() throws IOException {
        frame(FrameType.READY, 0, 0, new byte[0]);
        frame(FrameType.RESULT, 0, 0, new byte[100]);
        out.truncate(out.size() - 1);
        FrameReader reader = reader();
        reader.next();

        assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
    }
}
