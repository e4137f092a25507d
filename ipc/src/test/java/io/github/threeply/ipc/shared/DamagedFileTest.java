package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.shared.SharedMemoryFormatException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what they should be. */
class DamagedFileTest {
    private static final int DIRECTORY = 4096 + 64 * 128;

    @TempDir
    Path directory;

    private byte[] good;

    @BeforeEach
    void makeAGoodFile() throws IOException {
        Path file = directory.resolve("good");
        try (SharedMemory memory = SharedMemory.create(file, 1024)) {
            memory.longValue("a").set(1);
            memory.longArray("array", 20).set(19, 2);
            memory.counter("c").set(3);
        }
        good = Files.readAllBytes(file);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("bad"), bytes);
    }

    private void refuses(byte[] bytes, Reason reason, String expected, String found) throws IOException {
        Path file = write(bytes);
        for (Runnable attempt :
                new Runnable[] {() -> SharedMemory.open(file), () -> SharedMemory.openOrCreate(file, 1)}) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOfSatisfying(SharedMemoryFormatException.class, e -> {
                        assertThat(e.reason()).isEqualTo(reason);
                        assertThat(e.path()).isEqualTo(file.toAbsolutePath());
                        assertThat(e.expected()).contains(expected);
                        assertThat(e.found()).contains(found);
                    })
                    .hasMessageContainingAll(file.toString(), expected, found);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    private byte[] changed(int at, int... bytes) {
        byte[] copy = good.clone();
        for (int i = 0; i < bytes.length; i++) {
            copy[at + i] = (byte) bytes[i];
        }
        return copy;
    }

    /** As {@link #changed}, with the checksum made right again: what another version might have written. */
    private byte[] changedWell(int at, int... bytes) {
        byte[] copy = changed(at, bytes);
        CRC32C crc = new CRC32C();
        byte[] line = Arrays.copyOf(copy, 128);
        Arrays.fill(line, 60, 64, (byte) 0);
        crc.update(line);
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(60, (int) crc.getValue());
        return copy;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 23})
    void refusesAFileWithHardlyAnythingInIt(int length) throws IOException {
        refuses(Arrays.copyOf(good, length), Reason.NOT_SHARED_MEMORY, "0x1a000a0d594c5033", "only " + length);
    }

    @Test
    void refusesAFileOfSomebodyElse() throws IOException {
        refuses(
                "Dear diary, today I wrote a text file.".getBytes(StandardCharsets.US_ASCII),
                Reason.NOT_SHARED_MEMORY,
                "0x1a000a0d594c5033",
                "0x6169642072616544");
        refuses(new byte[1 << 16], Reason.NOT_SHARED_MEMORY, "0x1a000a0d594c5033", "0x0");
    }

    @Test
    void refusesACopyMadeInTextMode() throws IOException {
        byte[] text = new byte[good.length - 1];
        System.arraycopy(good, 0, text, 0, 4);
        System.arraycopy(good, 5, text, 4, text.length - 4);
        refuses(text, Reason.NOT_SHARED_MEMORY, "0x1a000a0d594c5033", "0x");
    }

    @Test
    void refusesAnotherVersionButTakesANewerMinorOne() throws IOException {
        refuses(changedWell(8, 2, 0, 7), Reason.VERSION, "version 1.x", "version 2.7");

        try (SharedMemory memory = SharedMemory.open(write(changedWell(10, 7)))) {
            assertThat(memory.counter("c").get()).isEqualTo(3);
        }
    }

    @Test
    void refusesForeignByteOrder() throws IOException {
        refuses(changed(22, 1, 2), Reason.BYTE_ORDER, "0x102", "0x201");
    }

    @Test
    void refusesFeaturesThatItDoesNotKnow() throws IOException {
        refuses(changedWell(12, 4), Reason.FEATURE, "feature bits 0x0", "feature bits 0x4");
        refuses(changedWell(14, 1), Reason.FEATURE, "and 0x0", "and 0x1");
        refuses(changedWell(16, 2), Reason.FEATURE, "kind 1", "kind 2");
        refuses(changedWell(20, 64), Reason.FEATURE, "lines of 128", "lines of 64");
    }

    @Test
    void refusesACutAndAGrownFile() throws IOException {
        refuses(Arrays.copyOf(good, good.length - 1), Reason.CUT, good.length + " bytes", good.length - 1 + " bytes");
        refuses(Arrays.copyOf(good, 4096), Reason.CUT, good.length + " bytes", "4096 bytes");
        refuses(Arrays.copyOf(good, 100), Reason.CUT, "at least 4096", "100 bytes");
        refuses(Arrays.copyOf(good, good.length + 1), Reason.SIZE, good.length + " bytes", good.length + 1 + " bytes");
    }

    @Test
    void refusesAHalfMadeFile() throws IOException {
        refuses(changed(128, 0, 0, 0, 0, 0, 0, 0, 0), Reason.HALF_MADE, "0x5245414459", "0x0");
        refuses(Arrays.copyOf(changed(128, 0, 0, 0, 0, 0, 0, 0, 0), 4096), Reason.HALF_MADE, "0x5245414459", "0x0");
    }

    @Test
    void refusesADamagedHeader() throws IOException {
        refuses(changed(64, good[64] ^ 1), Reason.DAMAGED, "checksum", "0x");
        refuses(changed(384, 1), Reason.DAMAGED, "health", "0x1");
    }

    @Test
    void refusesSizesThatContradictEachOther() throws IOException {
        refuses(changedWell(32 + 7, 0x80), Reason.DAMAGED, "inside the file", "directoryOffset=-");
        refuses(changedWell(40 + 7, 0x7f), Reason.DAMAGED, "inside the file", "directoryBytes=9");
        refuses(changedWell(48 + 6, 0x7f), Reason.DAMAGED, "inside the file", "dataOffset=3");
        refuses(changedWell(24 + 7, 0x80), Reason.DAMAGED, "inside the file", "fileBytes=-");
    }

    @Test
    void refusesADamagedDirectory() throws IOException {
        refuses(
                changed(DIRECTORY + 64, 'b'),
                Reason.DAMAGED,
                "an entry with a right checksum at " + DIRECTORY,
                "another");
        refuses(changed(768, 1), Reason.DAMAGED, "a link into the directory", String.valueOf(DIRECTORY + 1));
        refuses(changed(DIRECTORY, 0, 0, 0, 0, 0, 0, 0, 1), Reason.DAMAGED, "a link into the directory", "");
        // A circle: the second entry leads back to the first.
        refuses(changed(DIRECTORY + 128, DIRECTORY & 0xff, DIRECTORY >> 8), Reason.DAMAGED, "a new name", "name=a");
        // Lines that are in use, about to be given out again.
        refuses(changed(640, DIRECTORY & 0xff, DIRECTORY >> 8), Reason.DAMAGED, "a free byte", "" + DIRECTORY);
    }

    /** Whatever one byte says: an exception of ours, or a memory that works. */
    @Test
    void neverHangsOrDiesOfOneWrongByte() throws IOException {
        int refused = 0;
        int taken = 0;
        Path file = write(good);
        for (int at = 0; at < DIRECTORY + 4 * 128; at++) {
            if (at == 1024) {
                at = DIRECTORY - 256; // text for people, and slots that this version does not use
            }
            for (int mask : new int[] {0xff, 1}) {
                patch(file, at, (byte) (good[at] ^ mask));
                try (SharedMemory memory = SharedMemory.open(file)) {
                    use(memory);
                    taken++;
                    Files.write(file, good);
                } catch (SharedMemoryException e) {
                    assertThat(e.path()).isEqualTo(file.toAbsolutePath());
                    refused++;
                    patch(file, at, good[at]);
                }
            }
        }
        // All of the first line, of the state, the health and the entries; and the rest is not all refused.
        assertThat(refused).isGreaterThan(2 * (128 + 8 + 8 + 3 * 60));
        assertThat(taken).isGreaterThan(100);
    }

    private static void use(SharedMemory memory) {
        for (String name : memory.names()) {
            assertThat(name).isNotEmpty();
        }
        memory.longValue("a").getAndAdd(1);
        memory.longArray("array", 20).fill(9);
        memory.counter("c").increment();
        memory.counter("new").increment();
        assertThat(memory.counter("new").get()).isEqualTo(1);
        assertThat(memory.longArray("array", 20).get(19)).isEqualTo(9);
    }

    private static void patch(Path file, int at, byte value) throws IOException {
        try (var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(at).write(ByteBuffer.wrap(new byte[] {value}));
        }
    }
}
