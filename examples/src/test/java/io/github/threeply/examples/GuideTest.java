package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.junit.FailOnLeaks;
import io.github.threeply.patterns.Tasks;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the guide shows compiles, and what it links to exists. A piece of Java is the body of a method; a comment {@code given:}
 * before it names the variables that it uses without declaring them.
 */
class GuideTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern PIECE =
            Pattern.compile("(?:^<!-- given: (.*?) -->\\n)?^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("SECURITY.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    @Test
    void itsJavaCompiles(@TempDir Path classes) throws IOException {
        List<JavaFileObject> pieces = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            for (MatchResult piece : PIECE.matcher(text).results().toList()) {
                String name =
                        page.getFileName().toString().replaceAll("\\W", "_").toLowerCase(Locale.ROOT) + "_"
                                + text.substring(0, piece.start(2)).lines().count();
                pieces.add(source(name, piece.group(1), piece.group(2)));
            }
        }
        assertThat(pieces).hasSizeGreaterThan(20);

        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("--release", "17", "-proc:none", "-classpath", library(), "-d", classes.toString());
            boolean compiled = compiler.getTask(messages, files, null, options, null, pieces)
                    .call();

            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    @TestFactory
    List<DynamicTest> itsLinksLeadSomewhere() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            tests.add(dynamicTest(
                    page.toString(),
                    () -> assertThat(LINK.matcher(Files.readString(page)).results())
                            .map(link -> link.group(1))
                            .filteredOn(link -> !link.startsWith("http"))
                            .allSatisfy(link ->
                                    assertThat(page.resolveSibling(link)).exists())));
        }
        return tests;
    }

    @Test
    void everyPageCanBeReachedFromItsFirst() throws IOException {
        String first = Files.readString(ROOT.resolve("docs/README.md"));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> name.endsWith(".md") && !name.equals("README.md"))
                    .allSatisfy(name -> assertThat(first).contains("](" + name + ")"));
        }
    }

    private static JavaFileObject source(String name, String given, String body) {
        String text = Stream.of(
                                "java.nio.file",
                                "java.time",
                                "java.util",
                                "java.util.concurrent",
                                "java.util.concurrent.locks",
                                "io.github.threeply.core",
                                "io.github.threeply.ipc.process",
                                "io.github.threeply.ipc.shared",
                                "io.github.threeply.junit",
                                "io.github.threeply.patterns",
                                "org.junit.jupiter.api")
                        .map(used -> "import " + used + ".*;\n")
                        .collect(Collectors.joining())
                + "class " + name + " { static void piece(" + (given == null ? "" : given)
                + ") throws Exception {\n" + body + "}}";
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static String library() {
        return Stream.of(SharedCounter.class, Tasks.class, WorkerProcessPool.class, FailOnLeaks.class, Test.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
