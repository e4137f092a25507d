package io.github.threeply.stress.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.WayToWait;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How threads of the tests' JVMs wait for shared memory is found out by asking one. */
class WayToWaitTest {
    private static final Jdk JDK = Jdk.current();

    @TempDir
    Path directory;

    private static Path classesOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Packs the classes of ipc, as the jar of the stress tests has them. */
    private String classPath(boolean multiRelease) throws Exception {
        Path ipc = classesOf(SharedMemory.class);
        Path jar = directory.resolve("jar-" + multiRelease + ".jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (multiRelease) {
            manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            if (Files.isDirectory(ipc)) {
                pack(ipc, out);
            } else {
                try (var inside = java.nio.file.FileSystems.newFileSystem(ipc)) {
                    pack(inside.getPath("/"), out);
                }
            }
        }
        return jar
                + File.pathSeparator
                + classesOf(WayToWait.class)
                + File.pathSeparator
                + System.getProperty("java.class.path");
    }

    private static void pack(Path root, JarOutputStream out) throws IOException {
        try (Stream<Path> classes = Files.walk(root)) {
            for (Path each : classes.filter(path -> path.toString().endsWith("WordWait.class"))
                    .toList()) {
                out.putNextEntry(new JarEntry(root.relativize(each).toString()));
                Files.copy(each, out);
            }
        }
    }

    /** It is there only if ipc was built on 22 or later, as it is where this runs on such a JDK. */
    @Test
    void isAFutexOnANewJdkIfTheJarHasVersions() throws Exception {
        boolean linux = System.getProperty("os.name").equals("Linux");

        String way = WayToWait.of(JDK.java(), JDK.feature(), classPath(true));

        assertThat(way).isEqualTo(JDK.feature() >= 22 && linux ? WayToWait.FUTEX : WayToWait.SOCKET);
    }

    @Test
    void isTheSocketInAJarWithoutVersions() throws Exception {
        assertThat(WayToWait.of(JDK.java(), JDK.feature(), classPath(false))).isEqualTo(WayToWait.SOCKET);
    }
}
