package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Changes the frozen part of a header, and makes its checksum right again. */
final class HeaderPatch {
    private HeaderPatch() {}

    static void longAt(Path path, int at, long value) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        ByteBuffer page = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        page.putLong(at, value).putInt(Layout.CRC_AT, 0);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, Layout.FROZEN_BYTES);
        page.putInt(Layout.CRC_AT, (int) crc.getValue());
        Files.write(path, bytes);
    }
}
