package io.github.threeply.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.fit.program.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A jar with the program's classes in a folder and the jars of all that it uses, started by Spring Boot's own loader. */
class NestedJarTest {
    /** The loaders, which name what is in a jar in different ways. */
    enum Loader {
        NESTED("org.springframework.boot.loader.launch.JarLauncher"),
        CLASSIC("org.springframework.boot.loader.JarLauncher");

        private final String launcher;

        Loader(String launcher) {
            this.launcher = launcher;
        }

        /** The application as Spring Boot's plugin for Maven makes it, in a folder of the name that is given. */
        String application(Path folder, String name) throws Exception {
            Map<String, byte[]> content = new TreeMap<>(Delivered.files(
                    Delivered.place(Class.forName(launcher, false, NestedJarTest.class.getClassLoader()))));
            content.keySet().removeIf(file -> !file.startsWith("org/") && !file.startsWith("META-INF/services/"));
            Delivered.program().forEach((file, bytes) -> content.put("BOOT-INF/classes/" + file, bytes));
            for (Map.Entry<String, Path> module : Delivered.library().entrySet()) {
                content.put(
                        "BOOT-INF/lib/" + module.getKey(),
                        Delivered.packed(
                                module.getValue(), folder.resolve("parts").resolve(module.getKey())));
            }
            Path jar = Delivered.jar(
                    folder.resolve(name).resolve("application.jar"),
                    Delivered.manifest(Map.of(
                            "Main-Class", launcher,
                            "Start-Class", Main.class.getName(),
                            "Spring-Boot-Version", "3.5.7",
                            "Spring-Boot-Classes", "BOOT-INF/classes/",
                            "Spring-Boot-Lib", "BOOT-INF/lib/")),
                    content);
            return folder.relativize(jar).toString();
        }
    }

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void worksAndLeavesNoCopies(Loader loader) throws Exception {
        String jar = loader.application(folder, "my apps + 100%");

        assertThat(Delivered.run(folder, Delivered.java(), "-jar", jar)).isEqualTo(Delivered.ANSWERS);
        assertThat(Delivered.temporaryFiles(folder)).isEmpty();
    }

    /** Such a thread has a context class loader that knows nothing of what is inside the jar. */
    @Test
    void worksInAThreadOfTheCommonPool() throws Exception {
        String jar = Loader.NESTED.application(folder, "app");

        assertThat(Delivered.run(
                        folder,
                        Delivered.java(),
                        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
                        "-jar",
                        jar,
                        "common-pool"))
                .isEqualTo("record Point[x=42, y=2]");
    }

    @Test
    void leavesNoCopiesIfItIsKilled() throws Exception {
        String jar = Loader.NESTED.application(folder, "app");
        // Not read from the process: who waits for a line cannot be interrupted.
        Path printed = folder.resolve("printed.txt");
        Process process = Delivered.command(folder, Delivered.java(), "-jar", jar, "stay")
                .redirectOutput(printed.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            !process.isAlive() || Files.readAllLines(printed).contains("staying"));
            assertThat(Delivered.temporaryFiles(folder))
                    .as(Files.readString(printed))
                    .hasSize(4);
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(60)).until(this::nothingIsLeft);
    }

    private boolean nothingIsLeft() throws IOException {
        return Delivered.temporaryFiles(folder).isEmpty();
    }
}
