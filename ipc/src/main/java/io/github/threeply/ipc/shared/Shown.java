package io.github.threeply.ipc.shared;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Contents as a terminal can show them: in one line, without what would move its cursor, and not endless. */
final class Shown {
    private static final int MOST_CHARS = 200;
    private static final int MOST_BYTES = 32;

    private Shown() {}

    /** Returns a text in quotes. */
    static String text(String text) {
        StringBuilder shown = new StringBuilder("\"");
        int end = Math.min(text.length(), MOST_CHARS);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> shown.append('\\').append(c);
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                    int kind = Character.getType(c);
                    if (kind == Character.CONTROL || kind == Character.FORMAT || kind == Character.UNASSIGNED) {
                        shown.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        shown.append(c);
                    }
                }
            }
        }
        return shown.append('"')
                .append(end < text.length() ? "... of " + text.length() + " characters" : "")
                .toString();
    }

    static String utf8(byte[] bytes) {
        return text(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Returns bytes as their number and hexadecimal digits. */
    static String bytes(byte[] bytes) {
        int end = Math.min(bytes.length, MOST_BYTES);
        return bytes.length
                + (bytes.length == 1 ? " byte" : " bytes")
                + (end == 0 ? "" : ": " + HexFormat.of().formatHex(bytes, 0, end))
                + (end < bytes.length ? "..." : "");
    }
}
