package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tables of names call ours, and what a change of one line becomes, is there. */
class GuideNamesTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A type, then perhaps a nested one, then perhaps a method. */
    private static final Pattern NAME = Pattern.compile("^([A-Z]\\w*(?:\\.[A-Z]\\w*)*)(?:\\.([a-z]\\w*).*|[(<].*)?$");

    private static final List<String> PACKAGES = List.of(
            "io.github.threeply.core",
            "io.github.threeply.patterns",
            "io.github.threeply.ipc.process",
            "io.github.threeply.ipc.shared",
            "java.lang",
            "java.nio.file",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.locks");

    @ParameterizedTest
    @ValueSource(strings = {"from-python.md", "from-executor-service.md", "from-process-builder.md"})
    void theTablesNameWhatIsThere(String page) throws IOException {
        List<String> missing = new ArrayList<>();
        int found = 0;
        for (String row : Files.readAllLines(DOCS.resolve(page))) {
            if (row.startsWith("| ")) {
                String ours = row.substring(row.indexOf(" |", 2));
                for (MatchResult code : CODE.matcher(ours).results().toList()) {
                    MatchResult name =
                            NAME.matcher(code.group(1)).results().findFirst().orElse(null);
                    if (name != null && isThere(name.group(1), name.group(2))) {
                        found++;
                    } else if (name != null) {
                        missing.add(code.group(1));
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(8);
    }

    @Test
    void aNameThatIsNotThereIsFound() {
        assertThat(isThere("WorkerProcess.Builder", "daemon")).isTrue();
        assertThat(isThere("WorkerProcess", "daemon")).isFalse();
        assertThat(isThere("WorkerProzess", null)).isFalse();
    }

    /** The line of the guide is the line of the example that runs both. */
    @Test
    void theChangeOfOneLineIsThatOfTheExample() throws IOException {
        String example = Files.readString(Path.of("src/main/java/io/github/threeply/examples/SameProgram.java"));
        List<String> changes = Pattern.compile("^```diff\n-(.*)\n\\+(.*)\n```$", Pattern.MULTILINE)
                .matcher(Files.readString(DOCS.resolve("choosing-a-model.md")))
                .results()
                .flatMap(diff -> List.of(diff.group(1), diff.group(2)).stream())
                .toList();

        assertThat(changes).hasSize(2).allSatisfy(line -> assertThat(example).contains(line));
    }

    private static boolean isThere(String type, @Nullable String method) {
        return PACKAGES.stream()
                .map(in -> load(in + "." + type.replace('.', '$')))
                .flatMap(Optional::stream)
                .anyMatch(found -> method == null
                        || Arrays.stream(found.getMethods())
                                .anyMatch(one -> one.getName().equals(method)));
    }

    private static Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name, false, GuideNamesTest.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
