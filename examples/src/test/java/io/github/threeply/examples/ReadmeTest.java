package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is compiled, and prints what it says. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path SOURCES = Path.of("src/test/java/io/github/threeply/examples");

    @Test
    void showsJavaThatIsCompiled() throws IOException {
        String program = stripped(Files.readString(SOURCES.resolve("ReadmeProgram.java"))
                + Files.readString(SOURCES.resolve("ReadmePool.java")));

        assertThat(blocks("java"))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(program).contains(stripped(block)));
    }

    /** As who has nothing but the README does it: one file, the library, and no package. */
    @Test
    void showsAWholeProgramAndTheOutputThatItPrints(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(
                folder.resolve("ReadmeProgram.java"), blocks("java").get(0));
        Alone alone = new Alone(folder);
        alone.compile(source);

        List<String> printed = alone.run("ReadmeProgram", List.of());

        assertThat(blocks("text")).hasSize(1);
        assertThat(printed).isEqualTo(blocks("text").get(0).lines().toList());
    }

    @Test
    void namesEveryArtifactThatItInstalls() throws IOException {
        assertThat(blocks("sh").get(2)).startsWith("mvn ").contains(" install ", "-pl core,patterns,ipc,junit,bom ");
        assertThat(blocks("xml").get(0)).contains("threeply-patterns", "threeply-ipc");
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
