package io.github.threeply.ipc.process;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes lines of bytes as they come. A line longer than the limit is cut into several, never inside a character, so that
 * a worker that prints without line ends costs no more than the limit. For one thread.
 */
final class LineSplitter {
    /** The longest line, in bytes. */
    static final int LIMIT = 8192;

    private final Consumer<String> lines;
    private final byte[] line = new byte[LIMIT];
    private int length;

    LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    void accept(byte[] bytes, int count) {
        accept(bytes, 0, count);
    }

    void accept(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                emit(length > 0 && line[length - 1] == '\r' ? length - 1 : length);
                length = 0;
                continue;
            }
            if (length == LIMIT) {
                cut();
            }
            line[length++] = b;
        }
    }

    /** What came after the last line end is a line too. */
    void finish() {
        if (length > 0) {
            emit(length);
            length = 0;
        }
    }

    /** Emits up to the last whole character and keeps the rest, which is at most three bytes. */
    private void cut() {
        int end = length;
        while (end > length - 4 && (line[end - 1] & 0xC0) == 0x80) {
            end--; // a byte within a character
        }
        int start = end - 1; // where the last character begins
        boolean whole = length - start >= bytesOfCharacter(line[start]);
        int cut = whole ? length : start;
        emit(cut);
        System.arraycopy(line, cut, line, 0, length - cut);
        length -= cut;
    }

    private static int bytesOfCharacter(byte first) {
        if ((first & 0xE0) == 0xC0) {
            return 2;
        }
        if ((first & 0xF0) == 0xE0) {
            return 3;
        }
        return (first & 0xF8) == 0xF0 ? 4 : 1;
    }

    private void emit(int end) {
        lines.accept(new String(line, 0, end, StandardCharsets.UTF_8));
    }
}
