package io.github.threeply.examples.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import org.junit.jupiter.api.Test;

class ProgressBarsTest {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private String drawn(boolean visible) {
        PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);
        try (ProgressBars bars = new ProgressBars(visible, " files", new ConsoleProgressBarConsumer(out, 100))) {
            bars.at("first pass", 3, 4);
            bars.at("second pass", 1, 4);
            bars.at("second pass", 4, 4);
        }
        return screen.toString(StandardCharsets.UTF_8);
    }

    @Test
    void drawsABarForEachPassWhereItIsSeen() {
        assertThat(drawn(true)).contains("first pass", "second pass", " 100%", "4/4 files");
    }

    @Test
    void drawsNothingWhereItIsNot() {
        assertThat(drawn(false)).isEmpty();
    }
}
