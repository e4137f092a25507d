package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {
    private final List<String> lines = new ArrayList<>();
    private final LineSplitter splitter = new LineSplitter(lines::add);

    private void give(String text, int bytesAtOnce) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += bytesAtOnce) {
            int count = Math.min(bytesAtOnce, bytes.length - at);
            byte[] part = new byte[bytesAtOnce];
            System.arraycopy(bytes, at, part, 0, count);
            splitter.accept(part, count);
        }
        splitter.finish();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void makesLinesOfCharactersThatAreCutAnywhere(int bytesAtOnce) {
        give("eins\nzwölf\r\n\n世界 🎈\nlast", bytesAtOnce);

        assertThat(lines).containsExactly("eins", "zwölf", "", "世界 🎈", "last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ö", "世", "🎈"})
    void cutsALongLineBetweenCharacters(String character) {
        for (int shift = 0; shift < 4; shift++) {
            lines.clear();
            String text = "a".repeat(shift) + character.repeat(9000);

            give(text, 777);

            assertThat(String.join("", lines)).isEqualTo(text);
            assertThat(lines).allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= LineSplitter.LIMIT);
            assertThat(lines).hasSizeLessThan(6);
        }
    }

    @Test
    void survivesBytesThatAreNoText() {
        byte[] bytes = new byte[100_000];
        java.util.Arrays.fill(bytes, (byte) 0x80);

        splitter.accept(bytes, bytes.length);
        splitter.finish();

        assertThat(lines.stream().mapToInt(String::length).sum()).isEqualTo(100_000);
    }

    @Test
    void aLineOfExactlyTheLimitIsOneLine() {
        give("x".repeat(LineSplitter.LIMIT) + "\nnext\n", 8192);

        assertThat(lines).containsExactly("x".repeat(LineSplitter.LIMIT), "next");
    }
}
