package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README shows is compiled, and prints what it says. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path PROGRAM = Path.of("src/test/java/io/github/threeply/examples/ReadmeProgram.java");

    @Test
    void showsJavaThatIsCompiled() throws IOException {
        String program = stripped(Files.readString(PROGRAM));

        assertThat(blocks("java"))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(program).contains(stripped(block)));
    }

    @Test
    void showsTheOutputThatTheProgramPrints() throws Exception {
        String printed = Printed.by(() -> ReadmeProgram.main(new String[0])).out();

        assertThat(blocks("text")).hasSize(1);
        assertThat(printed.strip()).isEqualTo(blocks("text").get(0).strip());
    }

    @Test
    void beginsWithTwoCommandsOfOneLineEach() throws IOException {
        assertThat(blocks("sh").subList(0, 2))
                .allSatisfy(block -> assertThat(block.strip().lines()).hasSize(1))
                .satisfiesExactly(
                        tour -> assertThat(tour).contains("target/threeply-examples.jar tour"),
                        tests -> assertThat(tests).startsWith("mvn "));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(README))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** Without indentation, which depends on where a piece stands. */
    private static String stripped(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }
}
