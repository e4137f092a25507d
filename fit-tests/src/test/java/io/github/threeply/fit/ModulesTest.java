package io.github.threeply.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a module of its own, with nothing exported or open: on a module path, and in a run-time image. */
class ModulesTest {
    private static final Path SOURCES = Path.of("src/test/java/io/github/threeply/fit/program");
    private static final String MAIN = "program/io.github.threeply.fit.program.Main";

    @TempDir
    private static Path folder;

    private static String modulePath;

    @BeforeAll
    static void compile() throws Exception {
        Path modules = folder.resolve("modules");
        for (Map.Entry<String, Path> module : Delivered.library().entrySet()) {
            Path jar = Files.createDirectories(modules).resolve(module.getKey());
            Files.write(
                    jar,
                    Delivered.packed(module.getValue(), folder.resolve("parts").resolve(module.getKey())));
        }
        Path descriptor = folder.resolve("module-info.java");
        Files.writeString(
                descriptor,
                "module program { requires io.github.threeply.patterns; requires io.github.threeply.ipc; }");
        List<String> arguments = new ArrayList<>(List.of(
                "-p",
                modules + File.pathSeparator + Delivered.place(NullMarked.class),
                "-d",
                folder.resolve("classes").toString(),
                descriptor.toString()));
        try (Stream<Path> sources = Files.list(SOURCES)) {
            sources.map(Path::toString).forEach(arguments::add);
        }
        Delivered.tool("javac", arguments.toArray(String[]::new));
        Map<String, byte[]> program = new TreeMap<>(Delivered.program());
        program.putAll(Delivered.files(folder.resolve("classes")));
        Delivered.jar(modules.resolve("program.jar"), Delivered.manifest(Map.of()), program);
        modulePath = modules.toString();
    }

    private static void assertThatItWorks(Path java, String... arguments) throws Exception {
        assertThat(Delivered.run(folder, java, arguments)).isEqualTo(Delivered.ANSWERS);
        assertThat(Delivered.temporaryFiles(folder)).isEmpty();
    }

    @Test
    void worksFromAModulePath() throws Exception {
        assertThatItWorks(Delivered.java(), "-p", modulePath, "-m", MAIN);
    }

    @Test
    void worksFromARunTimeImage() throws Exception {
        assumeTrue(ToolProvider.findFirst("jlink").isPresent(), "this JDK has no jlink");
        Path jmods = Path.of(System.getProperty("java.home"), "jmods");
        assumeTrue(
                Files.isDirectory(jmods) || canLinkFromItself(),
                "this JDK has no modules to link: neither jmods, nor an image that can be linked from");
        Path image = folder.resolve("image");
        Delivered.tool(
                "jlink",
                "-p",
                modulePath + File.pathSeparator + jmods,
                "--add-modules",
                "program",
                "--output",
                image.toString());

        assertThatItWorks(image.resolve("bin").resolve("java"), "-m", MAIN);
    }

    /** Not each JDK without jmods can: it depends on how it was built, and its jlink says so. */
    private static boolean canLinkFromItself() {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        ToolProvider.findFirst("jlink").orElseThrow().run(out, out, "--help");
        return said.toString().contains("Linking from run-time image enabled");
    }
}
