package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever copies one example needs nothing but the JDK and the library, and sees what its Javadoc says: each is compiled
 * alone, and run in a JVM that has nothing else on its class path.
 *
 * <p>The expected output is the {@code <pre>} of the class. A line {@code ...} stands for any lines, {@code ...} within one
 * for any text, and one space for one or more. Where the text before says "for example", digits stand for any digits; where
 * it says "in any order", the lines may come so.
 */
class StandsAloneTest {
    private static final Path SOURCES = Path.of("src/main/java/io/github/threeply/examples");
    private static final int MOST_LINES = 170; // without imports; most have less than 100

    /** What a long one is given, so that it takes a second or two here. */
    private static final Map<String, List<String>> SHORTER = Map.of("HashJdk", List.of("/modules/java.xml"));

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void compilesAloneAndPrintsWhatItsJavadocSays(String example, @TempDir Path folder) throws Exception {
        Alone alone = new Alone(folder);
        alone.compile(SOURCES.resolve(example));
        String name = example.replace(".java", "");

        List<String> printed = alone.run("io.github.threeply.examples." + name, SHORTER.getOrDefault(name, List.of()));

        String said = javadoc(example);
        List<String> expected = expected(said);
        boolean loosely = said.contains("for example");
        if (said.contains("in any order")) {
            assertThat(printed).hasSameSizeAs(expected);
            assertThat(expected)
                    .allSatisfy(line -> assertThat(printed).anyMatch(found -> found.matches(pattern(line, loosely))));
        } else {
            String all = expected.stream()
                    .map(line -> line.equals("...") ? "(?:.*\n)*?" : pattern(line, loosely) + "\n")
                    .collect(Collectors.joining());
            assertThat(String.join("\n", printed) + "\n").matches(all);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void fitsOnAScreenAndHasAMainMethod(String example) throws Exception {
        String source = Files.readString(SOURCES.resolve(example));

        assertThat(source).contains("public static void main(String[] args)");
        assertThat(source.substring(source.indexOf("public final class")).lines())
                .hasSizeLessThanOrEqualTo(MOST_LINES);
    }

    @Test
    void matchesWhatItShould() {
        assertThat("7 of 90 in 1.23 s").matches(pattern("1 of 10   in 4.5 s", true));
        assertThat("7 of 90").doesNotMatch(pattern("1 of 10", false)).doesNotMatch(pattern("1 off 10", true));
        assertThat("worker-3 (pid 7) exited").matches(pattern("worker-1 (pid 4711)...", true));
        assertThat(expected(" * Prints\n * <pre>\n * a &lt; b\n * ...\n * </pre>\n"))
                .containsExactly("a < b", "...");
    }

    /** The comment of the class. */
    private static String javadoc(String example) throws IOException {
        String source = Files.readString(SOURCES.resolve(example));
        return source.substring(source.indexOf("\n/**"), source.indexOf("public final class"));
    }

    private static List<String> expected(String javadoc) {
        Matcher block =
                Pattern.compile("<pre>\n(.*?)\n \\* </pre>", Pattern.DOTALL).matcher(javadoc);
        assertThat(block.find()).as("what it prints, in <pre>").isTrue();
        return block.group(1)
                .lines()
                .map(line -> line.replaceFirst("^ \\* ?", "")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&amp;", "&"))
                .toList();
    }

    private static String pattern(String line, boolean loosely) {
        StringBuilder pattern = new StringBuilder();
        Matcher part = Pattern.compile("\\.\\.\\.| +|\\d+|[^. \\d]+|\\.").matcher(line);
        while (part.find()) {
            String text = part.group();
            pattern.append(
                    text.equals("...")
                            ? ".*"
                            : text.startsWith(" ")
                                    ? " +"
                                    : loosely && Character.isDigit(text.charAt(0)) ? "\\d+" : Pattern.quote(text));
        }
        return pattern.toString();
    }
}
