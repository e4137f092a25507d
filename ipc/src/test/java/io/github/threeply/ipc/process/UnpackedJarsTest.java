package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in a jar is copied out of it. */
class UnpackedJarsTest {
    @TempDir
    private Path folder;

    private Path outer;
    private String outerUrl;
    private Path copy;

    @BeforeEach
    void makeJar() throws IOException {
        Path inside = Files.createDirectories(folder.resolve("a folder, 100%"));
        outer = inside.resolve("outer.jar");
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(inner)) {
            put(jar, "inner/file.txt", "from the inner jar");
        }
        try (OutputStream out = Files.newOutputStream(outer);
                JarOutputStream jar = new JarOutputStream(out)) {
            put(jar, "BOOT-INF/classes/top.txt", "top");
            jar.putNextEntry(new JarEntry("BOOT-INF/classes/sub/"));
            jar.closeEntry();
            put(jar, "BOOT-INF/classes/sub/below.txt", "below");
            put(jar, "BOOT-INF/classes2/other.txt", "other");
            jar.putNextEntry(new JarEntry("BOOT-INF/lib/in + ner.jar"));
            jar.write(inner.toByteArray());
            jar.closeEntry();
        }
        Files.setLastModifiedTime(outer, FileTime.fromMillis(1_000_000));
        outerUrl = outer.toUri().getRawPath();
    }

    @AfterEach
    void deleteCopy() throws IOException {
        if (copy != null) {
            Files.deleteIfExists(copy);
        }
    }

    private static void put(JarOutputStream jar, String name, String text) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(text.getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
    }

    /** As a loader with handlers of its own makes it. */
    private static URL url(String text) throws IOException {
        return new URL(null, text, new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) throws IOException {
                throw new IOException("nobody opens it");
            }
        });
    }

    private Path copyOf(String url) throws IOException {
        assertThat(UnpackedJars.isInsideAJar(url(url))).isTrue();
        copy = UnpackedJars.copyOf(url(url));
        return copy;
    }

    private static List<String> names(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }

    @Test
    void keepsTheEndOfALongName() throws IOException {
        String name = "a".repeat(200) + "b".repeat(76) + ".jar";
        outer = folder.resolve("long.jar");
        try (OutputStream out = Files.newOutputStream(outer);
                JarOutputStream jar = new JarOutputStream(out)) {
            put(jar, "lib/" + name, "anything");
        }

        Path jar = copyOf("jar:file:" + outer.toUri().getRawPath() + "!/lib/" + name);

        assertThat(jar).hasContent("anything");
        assertThat(jar.getFileName().toString()).endsWith("-" + "b".repeat(76) + ".jar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jar:nested:%s/!BOOT-INF/lib/in + ner.jar!/",
                "jar:file:%s!/BOOT-INF/lib/in + ner.jar!/",
                "jar:file:%s!/BOOT-INF/lib/in%%20+%%20ner.jar!/"
            })
    void copiesAJar(String form) throws IOException {
        Path jar = copyOf(form.formatted(outerUrl));

        assertThat(names(jar)).containsExactly("inner/file.txt");
        assertThat(jar.getFileName().toString()).startsWith("threeply-worker-").endsWith("-in___ner.jar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jar:nested:%s/!BOOT-INF/classes/!/",
                "jar:file:%s!/BOOT-INF/classes!/",
                "jar:file:%s!/BOOT-INF/classes/"
            })
    void packsAFolder(String form) throws IOException {
        assertThat(names(copyOf(form.formatted(outerUrl)))).containsExactly("top.txt", "sub/", "sub/below.txt");
    }

    @Test
    void copiesOnceForAllWorkers() throws IOException {
        String url = "jar:nested:" + outerUrl + "/!BOOT-INF/classes/!/";

        assertThat(copyOf(url)).isEqualTo(copyOf(url));
        assertThat(Files.getLastModifiedTime(copy)).isEqualTo(Files.getLastModifiedTime(outer));
        if (Files.getFileStore(copy).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(copy)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void copiesAgainWhatSomebodyHasTidied() throws IOException {
        String url = "jar:nested:" + outerUrl + "/!BOOT-INF/lib/in + ner.jar!/";
        Path first = copyOf(url);
        long digest = ClassPathDigest.of(first.toString());
        Files.delete(first);

        assertThat(copyOf(url)).isEqualTo(first);
        assertThat(ClassPathDigest.of(first.toString())).isEqualTo(digest);
    }

    /** The name is no secret: the command lines of workers have it. */
    @Test
    void doesNotTakeWhatSomebodyElsePutThere() throws IOException {
        String url = "jar:nested:" + outerUrl + "/!BOOT-INF/lib/in + ner.jar!/";
        Path first = copyOf(url);
        Path other = Files.writeString(folder.resolve("other.jar"), "not a jar");
        Files.delete(first);
        Files.createSymbolicLink(first, other);

        assertThat(names(copyOf(url))).containsExactly("inner/file.txt");
        assertThat(other).hasContent("not a jar");

        Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.writeString(first, "not a jar");

        assertThat(names(copyOf(url))).containsExactly("inner/file.txt");
    }

    @Test
    void doesNotCopyAgainFromAnotherJar() throws IOException {
        String url = "jar:nested:" + outerUrl + "/!BOOT-INF/lib/in + ner.jar!/";
        Files.delete(copyOf(url));
        Files.setLastModifiedTime(outer, FileTime.fromMillis(2_000_000));

        assertThatIOException().isThrownBy(() -> copyOf(url)).withMessageContaining("restart the program");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatIOException()
                .isThrownBy(() -> copyOf("jar:nested:" + outerUrl + "/!BOOT-INF/lib/none.jar!/"))
                .withMessage(outer + " has no BOOT-INF/lib/none.jar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jar:file:%s!/",
                "file:%s",
                "jar:nested:%s/!a.jar!/b.jar!/",
                "jar:http://example.com/a.jar!/b.jar!/",
                "jar:nested:%s"
            })
    void leavesAllElse(String form) throws IOException {
        assertThat(UnpackedJars.isInsideAJar(url(form.formatted(outerUrl)))).isFalse();
    }
}
