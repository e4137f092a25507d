package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.Layout.*;

import io.github.threeply.ipc.shared.SharedMemoryFormatException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * One named object, as the directory describes it.
 *
 * @param name its name
 * @param tag the tag of its {@link ObjectType}; one that only a later version knows is carried along
 * @param elementBytes the size of an element
 * @param length how many elements; 1 for a single value
 * @param dataOffset where in the file its content is
 * @param dataBytes how much room that has, in whole lines, so that no two objects share one
 * @param detail what else its {@link Shape} says
 */
record Entry(String name, int tag, int elementBytes, long length, long dataOffset, long dataBytes, String detail) {

    static Entry of(String name, Shape shape, long dataOffset) {
        return new Entry(
                name,
                shape.type().tag,
                shape.elementBytes(),
                shape.length(),
                dataOffset,
                lines(shape.bytes()),
                shape.detail());
    }

    long dataEnd() {
        return dataOffset + dataBytes;
    }

    boolean is(Shape wanted) {
        return tag == wanted.type().tag
                && elementBytes == wanted.elementBytes()
                && length == wanted.length()
                && dataBytes == lines(wanted.bytes())
                && detail.equals(wanted.detail());
    }

    String describe() {
        ObjectType type = ObjectType.ofTag(tag);
        String what = type == null || (type.elementBytes != 0 && type.elementBytes != elementBytes)
                ? "type " + tag + " of " + length + " elements of " + elementBytes + " bytes"
                : type.describe(length);
        return detail.isEmpty() ? what : what + " " + detail;
    }

    /** Returns the name as the file has it, and refuses what a directory cannot hold. */
    static byte[] nameBytes(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name must not be empty");
        }
        if (name.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "name must not contain control characters, but was \"" + name.replaceAll("\\p{Cntrl}", "?") + "\"");
        }
        byte[] bytes;
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(name));
            bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("name must be text, but has half of a surrogate pair", e);
        }
        if (bytes.length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("name must have at most " + MAX_NAME_BYTES + " bytes in UTF-8, but has "
                    + bytes.length + ": \"" + name + "\"");
        }
        return bytes;
    }

    /** Returns the entry as the file has it: whole lines, not linked yet. */
    byte[] toBytes(byte[] nameBytes) {
        byte[] detailBytes = detail.getBytes(StandardCharsets.UTF_8);
        byte[] lines = new byte[(int) lines(ENTRY_NAME + nameBytes.length + detailBytes.length)];
        ByteBuffer entry = ByteBuffer.wrap(lines).order(ByteOrder.LITTLE_ENDIAN);
        entry.putInt(ENTRY_TYPE, tag);
        entry.putInt(ENTRY_ELEMENT_BYTES, elementBytes);
        entry.putLong(ENTRY_LENGTH, length);
        entry.putLong(ENTRY_DATA_OFFSET, dataOffset);
        entry.putLong(ENTRY_DATA_BYTES, dataBytes);
        entry.putShort(ENTRY_NAME_BYTES, (short) nameBytes.length);
        entry.putShort(ENTRY_DETAIL_BYTES, (short) detailBytes.length);
        entry.put(ENTRY_NAME, nameBytes);
        entry.put(ENTRY_NAME + nameBytes.length, detailBytes);
        entry.putInt(ENTRY_CRC, checksum(lines, ENTRY_NAME + nameBytes.length + detailBytes.length));
        return lines;
    }

    /** Returns how long an entry says it is, without the zeros at its end. */
    static int bytes(byte[] firstLine) {
        ByteBuffer entry = ByteBuffer.wrap(firstLine).order(ByteOrder.LITTLE_ENDIAN);
        return ENTRY_NAME
                + Short.toUnsignedInt(entry.getShort(ENTRY_NAME_BYTES))
                + Short.toUnsignedInt(entry.getShort(ENTRY_DETAIL_BYTES));
    }

    /**
     * Reads an entry.
     *
     * @param path the file, for messages
     * @param bytes the entry, as long as it says
     * @param offset where it is, for messages
     */
    static Entry read(Path path, byte[] bytes, long offset) {
        ByteBuffer entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int nameBytes = Short.toUnsignedInt(entry.getShort(ENTRY_NAME_BYTES));
        int detailAt = ENTRY_NAME + nameBytes;
        if (nameBytes == 0
                || nameBytes > MAX_NAME_BYTES
                || detailAt > bytes.length
                || entry.getInt(ENTRY_CRC) != checksum(bytes, bytes.length)) {
            throw damaged(path, "an entry with a right checksum at " + offset, "another");
        }
        return new Entry(
                new String(bytes, ENTRY_NAME, nameBytes, StandardCharsets.UTF_8),
                entry.getInt(ENTRY_TYPE),
                entry.getInt(ENTRY_ELEMENT_BYTES),
                entry.getLong(ENTRY_LENGTH),
                entry.getLong(ENTRY_DATA_OFFSET),
                entry.getLong(ENTRY_DATA_BYTES),
                new String(bytes, detailAt, bytes.length - detailAt, StandardCharsets.UTF_8));
    }

    static SharedMemoryFormatException damaged(Path path, String expected, String found) {
        return new SharedMemoryFormatException(
                path, Reason.DAMAGED, expected, found, "delete it to start again from nothing");
    }

    private static int checksum(byte[] lines, int bytes) {
        CRC32C crc = new CRC32C();
        crc.update(lines, ENTRY_TYPE, ENTRY_CRC - ENTRY_TYPE);
        crc.update(lines, ENTRY_CRC + 4, bytes - ENTRY_CRC - 4);
        return (int) crc.getValue();
    }
}
