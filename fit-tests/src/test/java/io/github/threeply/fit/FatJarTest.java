package io.github.threeply.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.fit.program.Main;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One jar with the classes of the program and of all that it uses, as the shade plugin makes it. */
class FatJarTest {
    @TempDir
    private Path folder;

    @Test
    void worksFromOneJarWithAllClasses() throws Exception {
        Map<String, byte[]> content = new TreeMap<>(Delivered.program());
        for (Path module : Delivered.library().values()) {
            content.putAll(Delivered.files(module));
        }
        content.remove("module-info.class");
        Delivered.jar(
                folder.resolve("fat.jar"),
                Delivered.manifest(Map.of("Main-Class", Main.class.getName(), "Multi-Release", "true")),
                content);

        assertThat(Delivered.run(folder, Delivered.java(), "-jar", "fat.jar")).isEqualTo(Delivered.ANSWERS);
        assertThat(Delivered.temporaryFiles(folder)).isEmpty();
    }
}
