package io.github.threeply.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.junit.FailOnLeaks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sizes that the guide states, beside those of the jars that this build has made. */
class JarSizesTest {
    private static final Path GUIDE = Path.of("..", "docs", "README.md");

    /** A row of the guide's table: {@code | `threeply-core` | what is in it | 123 |}. */
    private static final Pattern ROW =
            Pattern.compile("^\\| `(threeply-[a-z]+)` \\|.*\\| (\\d+) \\|$", Pattern.MULTILINE);

    /** JDKs compile to sizes that differ by a hundredth. */
    private static final double PER_CENT = 4;

    @Test
    void eachJarIsAsLargeAsTheGuideSays() throws Exception {
        Map<String, Integer> stated = new TreeMap<>();
        Matcher rows = ROW.matcher(Files.readString(GUIDE));
        while (rows.find()) {
            stated.put(rows.group(1), Integer.parseInt(rows.group(2)));
        }
        Map<String, Path> built = new TreeMap<>();
        Stream.concat(Delivered.library().entrySet().stream(), Stream.of(junit()))
                .forEach(jar -> built.put(jar.getKey().replace(".jar", ""), jar.getValue()));
        assertThat(stated.keySet()).isEqualTo(built.keySet());
        for (Map.Entry<String, Path> jar : built.entrySet()) {
            assumeTrue(Files.isRegularFile(jar.getValue()), "a build that ends before package has no jars");
            double kilobytes = Files.size(jar.getValue()) / 1000.0;
            assertThat(kilobytes)
                    .as("kB of %s, which docs/README.md states", jar.getKey())
                    .isCloseTo(stated.get(jar.getKey()).doubleValue(), withinPercentage(PER_CENT));
        }
    }

    private static Map.Entry<String, Path> junit() {
        return Map.entry("threeply-junit.jar", Delivered.place(FailOnLeaks.class));
    }
}
