package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.shared.SharedMemoryFormatException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each byte of header and directory, wrong in each way; and a file that ends anywhere. */
@Timeout(300)
class EveryByteTest {
    private static final int DIRECTORY = Layout.HEADER_BYTES + Layout.SLOT_COUNT * Layout.LINE;
    private static final String LONG_NAME =
            "a name that goes on into the second line of its entry, and ends there, at last";

    /** Each bit alone, all of them, every other. */
    private static final int[] MASKS = {1, 2, 4, 8, 16, 32, 64, 128, 0xff, 0x55};

    @TempDir
    Path directory;

    private Path file;
    private byte[] good;
    private FileChannel channel;

    @BeforeEach
    void makeAGoodFile() throws IOException {
        file = directory.resolve("memory").toAbsolutePath();
        try (SharedMemory memory = SharedMemory.create(file, 4096)) {
            memory.longValue("a").set(1);
            memory.longArray(LONG_NAME, 20).set(19, 2);
            memory.stringValue("c", 20).set("three");
        }
        good = Files.readAllBytes(file);
    }

    /** Whether a byte, if it is wrong, is always found out: all but those that say nothing, or nothing to this version. */
    private static boolean mustBeRefused(int at) {
        boolean header = at < Layout.FROZEN_BYTES
                || isIn(at, Layout.STATE_AT)
                || isIn(at, Layout.HEALTH_AT)
                || isIn(at, Layout.DIRECTORY_HEAD_AT);
        return header || isInAnEntry(at);
    }

    private static boolean isIn(int at, int word) {
        return at >= word && at < word + Long.BYTES;
    }

    private static boolean isInAnEntry(int at) {
        int[] starts = {DIRECTORY, DIRECTORY + 128, DIRECTORY + 384};
        int[] nameBytes = {1, LONG_NAME.length(), 1 + "of at most 20 bytes".length()};
        for (int i = 0; i < starts.length; i++) {
            int in = at - starts[i];
            boolean next = in >= 0 && in < Long.BYTES;
            boolean rest = in >= Layout.ENTRY_TYPE && in < Layout.ENTRY_NAME + nameBytes[i];
            if (next || rest) {
                return true;
            }
        }
        return false;
    }

    @Test
    void isRefusedWithAllThatOneMustKnowOrDoesNoHarm() throws IOException {
        try (FileChannel opened = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel = opened;
            for (int at = 0; at < DIRECTORY + 512; at++) {
                boolean slots = at >= Layout.TEXT_AT && at < DIRECTORY;
                for (int mask : slots ? new int[] {0xff} : MASKS) {
                    tryWith(at, mask);
                }
            }
        }
    }

    private void tryWith(int at, int mask) throws IOException {
        patch(at, (byte) (good[at] ^ mask));
        String where = "byte " + at + " ^ " + mask;
        try (SharedMemory memory = SharedMemory.open(file)) {
            assertThat(mustBeRefused(at)).as(where + " was taken").isFalse();
            checkIsRight(memory, where);
        } catch (SharedMemoryFormatException e) {
            checkTellsAll(e, where);
        }
        patch(at, good[at]);
    }

    private void checkIsRight(SharedMemory memory, String where) {
        assertThat(memory.names()).as(where).containsExactly("a", LONG_NAME, "c");
        assertThat(memory.longValue("a").get()).as(where).isEqualTo(1);
        assertThat(memory.longArray(LONG_NAME, 20).get(19)).as(where).isEqualTo(2);
        assertThat(memory.stringValue("c", 20).get()).as(where).isEqualTo("three");
    }

    private void checkTellsAll(SharedMemoryFormatException e, String where) {
        assertThat(e.path()).as(where).isEqualTo(file);
        assertThat(e.expected()).as(where).isNotBlank();
        assertThat(e.found()).as(where).isNotBlank();
        assertThat(e)
                .as(where)
                .hasMessageContainingAll(file.toString(), e.expected(), e.found())
                .message()
                .containsAnyOf("delete", "choose another path", "use a version of Threeply");
    }

    private void patch(int at, byte value) throws IOException {
        channel.write(ByteBuffer.wrap(new byte[] {value}), at);
    }

    /** The slots are read by one who becomes a user: whatever they say, he gets one, in time, and leaves it. */
    @Test
    void ofTheFirstSlotsKeepsNobodyFromBecomingAUser() throws IOException {
        for (int at = Layout.HEADER_BYTES; at < Layout.HEADER_BYTES + 2 * Layout.LINE; at++) {
            byte[] bytes = good.clone();
            bytes[at] ^= (byte) 0xa5;
            Files.write(file, bytes);
            try (SharedMemory memory = SharedMemory.open(file)) {
                assertThat(memory.file.membership().me()).isNotEqualTo(Membership.NOBODY);
                memory.lock("lock").lock();
                memory.lock("lock").unlock();
                checkIsRightAnd("lock", memory);
            }
        }
    }

    private void checkIsRightAnd(String added, SharedMemory memory) {
        assertThat(memory.names()).isEqualTo(List.of("a", LONG_NAME, "c", added));
        assertThat(memory.stringValue("c", 20).get()).isEqualTo("three");
    }

    @Test
    void atWhichTheFileEndsIsRefusedUnlessItIsTheLast() throws IOException {
        for (int length = 0; length < good.length; length += length < 256 ? 1 : 64) {
            refusesLength(length);
        }
        for (int edge : new int[] {Layout.HEADER_BYTES, DIRECTORY, DIRECTORY + 512, good.length - 4096, good.length}) {
            refusesLength(edge - 1);
            if (edge < good.length) {
                refusesLength(edge);
                refusesLength(edge + 1);
            }
        }
        Files.write(file, good);
        SharedMemory.open(file).close();
    }

    private void refusesLength(int length) throws IOException {
        Files.write(file, Arrays.copyOf(good, length));
        try (SharedMemory memory = SharedMemory.open(file)) {
            throw new AssertionError(memory + " was opened though cut to " + length + " bytes");
        } catch (SharedMemoryFormatException e) {
            checkTellsAll(e, "cut to " + length);
            Reason expected = length < Layout.BYTE_ORDER_MARK_AT + 2 ? Reason.NOT_SHARED_MEMORY : Reason.CUT;
            assertThat(e.reason()).as("cut to " + length).isEqualTo(expected);
            assertThat(e.found()).contains(length + " bytes");
        }
        assertThat(Files.size(file)).isEqualTo(length);
    }
}
