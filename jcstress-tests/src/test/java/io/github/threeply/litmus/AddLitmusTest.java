package io.github.threeply.litmus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.litmus.LitmusReport.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test that the guide shows is compiled, and runs. */
class AddLitmusTest {
    private static final Path SOURCE = Path.of("src/test/java/io/github/threeply/litmus/AddLitmus.java");

    @Test
    void losesNothing(@TempDir Path directory) throws Exception {
        LitmusReport report = LitmusRun.builder()
                .directory(directory)
                .rounds(20_000)
                .time(Duration.ofMinutes(1))
                .build()
                .run(AddLitmus.class)
                .check();

        assertThat(report.verdict()).isEqualTo(Verdict.HELD);
        assertThat(report.times("2")).isEqualTo(report.rounds()).isPositive();
    }

    @Test
    void isWhatTheGuideShows() throws IOException {
        assertThat(stripped(Files.readString(SOURCE)))
                .contains(stripped(block(Path.of("..", "docs", "litmus.md"), "```text\n(public final class.*?)```")));
    }

    @Test
    void isWhatTheJavadocShows() throws IOException {
        String shown = block(
                Path.of("src/main/java/io/github/threeply/litmus/Litmus.java"), "<pre>\\{@code\n(.*?) \\* }</pre>");

        assertThat(stripped(Files.readString(SOURCE)))
                .contains(stripped(shown.replaceAll("(?m)^ \\*", "").replace("{@literal @}", "@")));
    }

    private static String block(Path file, String pattern) throws IOException {
        Matcher block = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(file));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    /** Without indentation, empty lines and annotations, which one may leave out. */
    private static String stripped(String code) {
        return code.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("@Override"))
                .collect(Collectors.joining("\n", "\n", "\n"));
    }
}
