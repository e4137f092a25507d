package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkedLinesTest {
    private final List<String> lines = new ArrayList<>();
    private final MarkedLines marked =
            new MarkedLines((source, task, line) -> lines.add(source + " " + task + " " + line));
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private MarkedLinesTest marked(int kind, long task, String text) {
        bytes.writeBytes(OutputMarks.MARK);
        bytes.write(kind);
        bytes.writeBytes(ByteBuffer.allocate(8).putLong(task).array());
        plain(text);
        bytes.writeBytes(OutputMarks.MARK);
        bytes.write(OutputMarks.END);
        return this;
    }

    private MarkedLinesTest plain(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private List<String> read(int atOnce) {
        byte[] all = bytes.toByteArray();
        for (int at = 0; at < all.length; at += atOnce) {
            byte[] part = new byte[atOnce];
            int count = Math.min(atOnce, all.length - at);
            System.arraycopy(all, at, part, 0, count);
            marked.accept(part, count);
        }
        marked.finish();
        return lines;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 11, 1000})
    void tellsWhereEachLineComesFromHoweverTheBytesAreCut(int atOnce) {
        plain("banner\n")
                .marked(OutputMarks.OUT, 10, "ten\nhalf ")
                .plain("native\n")
                .marked(OutputMarks.ERR, 10, "err 🎈\n")
                .marked(OutputMarks.OUT, 10, "line\n")
                .marked(OutputMarks.OUT, 0x0A0A, "a number of line ends\n")
                .marked(OutputMarks.ERR, OutputMarks.NO_TASK, "nobody's");

        assertThat(read(atOnce))
                .containsExactly(
                        "OTHER -1 banner",
                        "OUT 10 ten",
                        "OTHER -1 native",
                        "ERR 10 err 🎈",
                        "OUT 10 half line",
                        "OUT 2570 a number of line ends",
                        "ERR -1 nobody's");
    }

    @Test
    void endsTheHalfLineOfATaskWhenTheNextOnePrints() {
        marked(OutputMarks.OUT, 1, "without end").marked(OutputMarks.OUT, 2, "next\n");

        assertThat(read(1000)).containsExactly("OUT 1 without end", "OUT 2 next");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000})
    void takesBytesThatOnlyBeginLikeAMarkAsPrinted(int atOnce) {
        bytes.write(0xFE);
        plain(";a\n");
        bytes.write(0xFE);
        bytes.write(0xFE);
        marked(OutputMarks.OUT, 3, "b\n");
        bytes.writeBytes(OutputMarks.MARK);
        bytes.write(77);
        plain("c\n");
        bytes.writeBytes(OutputMarks.MARK);

        assertThat(read(atOnce))
                .hasSize(4)
                .contains("OUT 3 b")
                .anyMatch(line -> line.startsWith("OTHER -1 ") && line.endsWith(";a"))
                .anyMatch(line -> line.endsWith("Mc"))
                .allMatch(line -> line.length() < 20);
    }

    @Test
    void letsSoManyLinesOfASecondIntoTheLog() {
        AtomicLong clock = new AtomicLong();
        LogLimit limit = new LogLimit(clock::get);
        for (int i = 0; i < LogLimit.LINES; i++) {
            assertThat(limit.allows()).isTrue();
        }
        assertThat(limit.allows()).isFalse();
        assertThat(limit.allows()).isFalse();

        clock.set(1_000_000_000);

        assertThat(limit.allows()).isTrue();
        assertThat(limit.leftOutBefore()).isEqualTo(2);
        assertThat(limit.leftOutBefore()).isZero();
    }
}
