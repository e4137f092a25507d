package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.Layout.*;

import io.github.threeply.ipc.shared.SharedMemoryFormatException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The part of a file's header that never changes.
 *
 * @param uuid the identity of the file
 * @param fileBytes its size
 * @param directoryOffset where its directory starts
 * @param directoryBytes the size of the directory
 * @param dataOffset where the contents of the objects start; they end with the file
 * @param traits what was chosen for it
 * @param boot a hash of the identity of the boot in which it was made, or 0
 */
record Header(
        UUID uuid,
        long fileBytes,
        long directoryOffset,
        long directoryBytes,
        long dataOffset,
        Traits traits,
        long boot) {

    private static final String OTHER_FILE = "choose another path, or delete the file if nobody needs it";
    private static final String OTHER_VERSION = "use a version of Threeply that knows it, or delete the file";
    private static final String START_AGAIN = "delete it to start again from nothing";

    /** Plans a new file. */
    static Header of(long capacity, Traits traits) {
        long directoryOffset = HEADER_BYTES + (long) SLOT_COUNT * LINE;
        long directoryBytes = Layout.directoryBytes(capacity);
        long dataOffset = directoryOffset + directoryBytes;
        return new Header(
                UUID.randomUUID(),
                dataOffset + lines(capacity),
                directoryOffset,
                directoryBytes,
                dataOffset,
                traits,
                Liveness.self().boot());
    }

    long capacity() {
        return fileBytes - dataOffset;
    }

    /** Returns the page that starts the file, complete but for its state. */
    ByteBuffer toBytes() {
        ByteBuffer page = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        page.putLong(MAGIC_AT, MAGIC);
        page.putShort(MAJOR_AT, (short) MAJOR);
        page.putShort(MINOR_AT, (short) MINOR);
        page.putInt(KIND_AT, KIND_DIRECTORY);
        page.putShort(LINE_AT, (short) LINE);
        page.putShort(BYTE_ORDER_MARK_AT, (short) BYTE_ORDER_MARK);
        page.putLong(FILE_BYTES_AT, fileBytes);
        page.putLong(DIRECTORY_OFFSET_AT, directoryOffset);
        page.putLong(DIRECTORY_BYTES_AT, directoryBytes);
        page.putLong(DATA_OFFSET_AT, dataOffset);
        page.putLong(UUID_AT, uuid.getMostSignificantBits());
        page.putLong(UUID_AT + 8, uuid.getLeastSignificantBits());
        page.putInt(FLAGS_AT, traits.toFlags());
        Liveness self = Liveness.self();
        page.putLong(BOOT_AT, boot);
        page.putLong(PID_SPACE_AT, self.space());
        page.putLong(CREATOR_PID_AT, self.pid());
        page.putLong(CREATOR_START_AT, self.start());
        page.putLong(CREATED_AT, System.currentTimeMillis());
        page.putInt(SLOTS_OFFSET_AT, HEADER_BYTES);
        page.putInt(SLOT_COUNT_AT, SLOT_COUNT);
        page.putInt(CRC_AT, checksum(page));
        page.putLong(LAST_BOOT_AT, boot);
        page.putLong(HEALTH_AT, HEALTHY);
        page.putLong(DIRECTORY_NEXT_AT, directoryOffset);
        String text = "Memory shared by Java processes, format " + MAJOR + "." + MINOR
                + ": see io.github.threeply.ipc.shared.SharedMemory\n";
        page.put(TEXT_AT, text.getBytes(StandardCharsets.US_ASCII));
        return page;
    }

    /**
     * Reads the header of a file and checks it, the coarse before the fine: what is said about a file that is not one of
     * ours must not be that its checksum is wrong.
     *
     * @param path the file, for the messages
     * @param page what the file starts with: as much of its header as there is
     * @param size its size
     */
    static Header read(Path path, ByteBuffer page, long size) {
        page.order(ByteOrder.LITTLE_ENDIAN);
        if (page.limit() < BYTE_ORDER_MARK_AT + 2 || page.getLong(MAGIC_AT) != MAGIC) {
            throw refuse(path, Reason.NOT_SHARED_MEMORY, hex(MAGIC) + " as its first word", start(page), OTHER_FILE);
        }
        int mark = Short.toUnsignedInt(page.getShort(BYTE_ORDER_MARK_AT));
        if (mark == Integer.reverseBytes(BYTE_ORDER_MARK) >>> 16) {
            throw refuse(path, Reason.BYTE_ORDER, "the mark " + hex(BYTE_ORDER_MARK), hex(mark), OTHER_FILE);
        }
        int major = Short.toUnsignedInt(page.getShort(MAJOR_AT));
        if (major != MAJOR) {
            String found = major + "." + Short.toUnsignedInt(page.getShort(MINOR_AT));
            throw refuse(path, Reason.VERSION, "version " + MAJOR + ".x", "version " + found, OTHER_VERSION);
        }
        if (size < HEADER_BYTES || page.limit() < HEADER_BYTES) {
            throw refuse(path, Reason.CUT, "at least " + HEADER_BYTES + " bytes", size + " bytes", START_AGAIN);
        }
        if (page.getInt(CRC_AT) != checksum(page)) {
            String found = hex(Integer.toUnsignedLong(page.getInt(CRC_AT)));
            String expected = "the header's checksum " + hex(Integer.toUnsignedLong(checksum(page)));
            throw refuse(path, Reason.DAMAGED, expected, found, START_AGAIN);
        }
        checkFeatures(path, page);
        Traits traits = Traits.ofFlags(page.getInt(FLAGS_AT));
        if (traits == null) {
            String found = "flags " + hex(Integer.toUnsignedLong(page.getInt(FLAGS_AT)));
            throw refuse(path, Reason.FEATURE, "a lifetime and a durability", found, OTHER_VERSION);
        }
        Header header = new Header(
                new UUID(page.getLong(UUID_AT), page.getLong(UUID_AT + 8)),
                page.getLong(FILE_BYTES_AT),
                page.getLong(DIRECTORY_OFFSET_AT),
                page.getLong(DIRECTORY_BYTES_AT),
                page.getLong(DATA_OFFSET_AT),
                traits,
                page.getLong(BOOT_AT));
        // Before the sizes: a file that is still being made may well be short.
        checkState(path, page.getLong(STATE_AT));
        header.checkSizes(path, size);
        long health = page.getLong(HEALTH_AT);
        if (health != HEALTHY && health != RETIRED) { // whoever maps it looks again
            throw refuse(path, Reason.DAMAGED, "the health word " + hex(HEALTHY), hex(health), START_AGAIN);
        }
        return header;
    }

    private static void checkFeatures(Path path, ByteBuffer page) {
        int incompatible = Short.toUnsignedInt(page.getShort(INCOMPATIBLE_AT));
        int readOnly = Short.toUnsignedInt(page.getShort(READ_ONLY_COMPATIBLE_AT));
        int kind = page.getInt(KIND_AT);
        int line = Short.toUnsignedInt(page.getShort(LINE_AT));
        int mark = Short.toUnsignedInt(page.getShort(BYTE_ORDER_MARK_AT));
        int slotsAt = page.getInt(SLOTS_OFFSET_AT);
        int slots = page.getInt(SLOT_COUNT_AT);
        if (slotsAt != HEADER_BYTES || slots != SLOT_COUNT) {
            throw refuse(
                    path,
                    Reason.FEATURE,
                    SLOT_COUNT + " slots at " + HEADER_BYTES,
                    slots + " slots at " + slotsAt,
                    OTHER_VERSION);
        }
        if (incompatible != 0 || readOnly != 0 || kind != KIND_DIRECTORY || line != LINE || mark != BYTE_ORDER_MARK) {
            throw refuse(
                    path,
                    Reason.FEATURE,
                    features(0, 0, KIND_DIRECTORY, LINE, BYTE_ORDER_MARK),
                    features(incompatible, readOnly, kind, line, mark),
                    OTHER_VERSION);
        }
    }

    private static String features(int incompatible, int readOnly, int kind, int line, int mark) {
        return "feature bits " + hex(incompatible) + " and " + hex(readOnly) + ", kind " + kind + ", lines of " + line
                + " bytes, mark " + hex(mark);
    }

    /** Whether the file's contents ended with the boot of the machine in which they were made. */
    boolean isOfAnotherBoot() {
        long now = Liveness.self().boot();
        return traits.durability() == Durability.VOLATILE && boot != 0 && now != 0 && boot != now;
    }

    private void checkSizes(Path path, long size) {
        boolean sane = directoryOffset >= HEADER_BYTES + (long) SLOT_COUNT * LINE
                && directoryOffset % LINE == 0
                && directoryBytes >= 0
                && dataOffset % LINE == 0
                && dataOffset - directoryBytes >= directoryOffset
                && fileBytes % LINE == 0
                && fileBytes >= dataOffset;
        if (!sane) {
            throw refuse(path, Reason.DAMAGED, "directory and data inside the file", toString(), START_AGAIN);
        }
        if (size != fileBytes) {
            Reason reason = size < fileBytes ? Reason.CUT : Reason.SIZE;
            throw refuse(path, reason, fileBytes + " bytes", size + " bytes", START_AGAIN);
        }
    }

    static void checkState(Path path, long state) {
        if (state != READY) {
            throw refuse(
                    path,
                    Reason.HALF_MADE,
                    "the state " + hex(READY),
                    hex(state),
                    "try again if a process is just making it; if none is, " + START_AGAIN);
        }
    }

    private static SharedMemoryFormatException refuse(
            Path path, Reason reason, String expected, String found, String advice) {
        return new SharedMemoryFormatException(path, reason, expected, found, advice);
    }

    private static int checksum(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.slice(0, CRC_AT));
        crc.update(new byte[4]);
        crc.update(page.slice(CRC_AT + 4, FROZEN_BYTES - CRC_AT - 4));
        return (int) crc.getValue();
    }

    private static String start(ByteBuffer page) {
        if (page.limit() < Long.BYTES) {
            return "only " + page.limit() + " bytes";
        }
        return page.getLong(MAGIC_AT) == MAGIC ? "only " + page.limit() + " bytes" : hex(page.getLong(MAGIC_AT));
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
