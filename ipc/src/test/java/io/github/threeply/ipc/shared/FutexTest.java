package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library as a jar, with what JDK 22 and later have in place of a class. */
class FutexTest {
    private static final List<String> GRANTED = List.of("--enable-native-access=ALL-UNNAMED");

    @TempDir
    Path directory;

    private Path path;
    private String jarClassPath;

    @BeforeEach
    void pack() throws Exception {
        Path classes = Path.of(
                Waits.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assumeTrue(Files.isDirectory(classes.resolve("META-INF/versions/22")), "built without a JDK from 22 on");
        path = directory.resolve("memory");
        Path jar = directory.resolve("ipc.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        try (OutputStream bytes = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            add(out, classes);
        }
        List<String> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            parts.add(Path.of(part).equals(classes) ? jar.toString() : part);
        }
        assertThat(parts).contains(jar.toString());
        jarClassPath = String.join(File.pathSeparator, parts);
    }

    private static void add(JarOutputStream out, Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes).filter(Files::isRegularFile)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    private ChildJvm jar(List<String> flags, Object... arguments) throws IOException {
        return ChildJvm.run(flags, jarClassPath, MemberChild.class, arguments);
    }

    @Test
    void isUsedWhereNativeAccessIsGranted() throws Exception {
        try (ChildJvm child = jar(GRANTED, "isNativeAccessWarned", path)) {
            assertThat(child.line()).isEqualTo("true");
            assertThat(child.exitCode()).isZero();
            assertThat(child.output()).isEmpty();
        }
    }

    @Test
    void isNotUsedAndNothingIsPrintedWhereItIsNot() throws Exception {
        try (ChildJvm child = jar(List.of(), "isNativeAccessWarned", path)) {
            assertThat(child.line()).isEqualTo("false");
            assertThat(child.exitCode()).isZero();
            assertThat(child.output()).isEmpty();
        }
    }

    @Test
    void wakesAndIsWokenByAJvmWithoutIt() throws Exception {
        play(jar(GRANTED, "echo", prepared(), 40), jar(List.of(), "echoEven", path, 40));
        play(jar(List.of(), "echo", path, 40), jar(GRANTED, "echoEven", path, 40));
    }

    @Test
    void wakesAndIsWokenByItsLike() throws Exception {
        play(jar(GRANTED, "echo", prepared(), 40), jar(GRANTED, "echoEven", path, 40));
    }

    private Path prepared() {
        SharedMemory.create(path, 4096).close();
        return path;
    }

    private static void play(ChildJvm odd, ChildJvm even) throws Exception {
        try (odd;
                even) {
            assertThat(odd.line()).isEqualTo("ready");
            assertThat(even.line()).isEqualTo("ready");
            assertThat(odd.line()).isEqualTo("done");
            assertThat(even.line()).isEqualTo("done");
            assertThat(even.exitCode()).isZero();
            System.out.println(even.output());
        }
    }

    /** The one who sleeps at the word is woken there, though the thread that listens is another. */
    @Test
    void isToldOfTheEndOfAProcessWhereItSleeps() throws Exception {
        SharedMemory.create(path, 4096).close();
        try (ChildJvm holder = jar(List.of(), "sleep", path)) {
            String owner = holder.line();
            try (ChildJvm sleeper = jar(GRANTED, "sleepUntilTold", path, owner)) {
                assertThat(sleeper.line()).isEqualTo("asleep");

                holder.kill();

                assertThat(sleeper.line()).isEqualTo("told");
                assertThat(sleeper.exitCode()).isZero();
            }
        }
    }
}
