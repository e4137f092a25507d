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
import org.jspecify.annotations.Nullable;
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

    /** As between programs of which one has been moved to a newer JDK. */
    @Test
    void wakesAndIsWokenByAJvmThatIsTooOldForIt() throws Exception {
        Path older = olderJdk();
        assumeTrue(older != null, "no JDK of 17 to 21 where systems keep them");
        play(jar(GRANTED, "echo", prepared(), 40), jarOn(older, "echoEven", path, 40));
        play(jarOn(older, "echo", path, 40), jar(GRANTED, "echoEven", path, 40));
        play(jar(List.of(), "echo", path, 40), jarOn(older, "echoEven", path, 40));
    }

    private ChildJvm jarOn(Path home, Object... arguments) throws IOException {
        return ChildJvm.runOn(home, List.of(), jarClassPath, MemberChild.class, arguments);
    }

    private static @Nullable Path olderJdk() throws IOException {
        List<Path> homes = new ArrayList<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("JAVA_HOME")) {
                homes.add(Path.of(value));
            }
        });
        Path usual = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(usual)) {
            try (Stream<Path> all = Files.list(usual)) {
                all.sorted().forEach(homes::add);
            }
        }
        return homes.stream().filter(FutexTest::isOlder).findFirst().orElse(null);
    }

    private static boolean isOlder(Path home) {
        try {
            return Files.isExecutable(home.resolve("bin").resolve("java"))
                    && Files.readString(home.resolve("release"))
                            .lines()
                            .anyMatch(line -> line.matches("JAVA_VERSION=\"(17|18|19|20|21)[.\"].*"));
        } catch (IOException e) {
            return false;
        }
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

    @Test
    void wakesWhoIsInterrupted() throws Exception {
        try (ChildJvm child = jar(GRANTED, "interruptedSleeps", prepared(), 300)) {
            assertThat(child.line()).isEqualTo("done");
            assertThat(child.exitCode()).isZero();
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
