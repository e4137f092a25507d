package io.github.threeply.fit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Task;
import io.github.threeply.fit.program.Main;
import io.github.threeply.ipc.process.WorkerProcess;
import io.github.threeply.patterns.Tasks;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/** The program and the library, put together and started. */
final class Delivered {
    /** What the program prints. */
    static final String ANSWERS = String.join(
            "\n",
            "class 22",
            "record Point[x=2, y=1]",
            "resource found",
            "map [Point[x=1, y=-1], Point[x=2, y=-2]]",
            "process Point[x=5, y=6]");

    private static final String PROGRAM = "io/github/threeply/fit/program/";

    private Delivered() {}

    /** The folder or jar that a class comes from. */
    static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What the library's modules are in, each with the name that its jar shall have. */
    static Map<String, Path> library() {
        return new TreeMap<>(Map.of(
                "threeply-core.jar", place(Task.class),
                "threeply-patterns.jar", place(Tasks.class),
                "threeply-ipc.jar", place(WorkerProcess.class)));
    }

    /** The files in a folder or jar, by their names there. */
    static Map<String, byte[]> files(Path place) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        if (Files.isDirectory(place)) {
            try (Stream<Path> all = Files.walk(place)) {
                for (Path each : all.filter(Files::isRegularFile).toList()) {
                    files.put(place.relativize(each).toString().replace('\\', '/'), Files.readAllBytes(each));
                }
            }
        } else {
            try (JarFile jar = new JarFile(place.toFile())) {
                for (ZipEntry each : jar.stream().filter(e -> !e.isDirectory()).toList()) {
                    files.put(each.getName(), jar.getInputStream(each).readAllBytes());
                }
            }
        }
        files.remove(JarFile.MANIFEST_NAME);
        return files;
    }

    /** The program's own files. */
    static Map<String, byte[]> program() throws IOException {
        Map<String, byte[]> files = files(place(Main.class));
        // Resources of tests are copied to the same folder.
        files.keySet().removeIf(name -> !name.startsWith(PROGRAM));
        assertThat(files).containsKeys(PROGRAM + "Main.class", PROGRAM + "resource.txt");
        return files;
    }

    /** The manifest of a jar that is started by {@code -jar}, with more lines. */
    static Manifest manifest(Map<String, String> lines) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        lines.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        return manifest;
    }

    /** Writes a jar, with entries for folders too; those that are jars are not compressed. */
    static Path jar(Path file, Manifest manifest, Map<String, byte[]> content) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            List<String> folders = new ArrayList<>();
            for (Map.Entry<String, byte[]> each : content.entrySet()) {
                String name = each.getKey();
                for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
                    String folder = name.substring(0, at + 1);
                    if (!folders.contains(folder) && !folder.equals("META-INF/")) {
                        folders.add(folder);
                        jar.putNextEntry(new ZipEntry(folder));
                        jar.closeEntry();
                    }
                }
                jar.putNextEntry(entry(name, each.getValue()));
                jar.write(each.getValue());
                jar.closeEntry();
            }
        }
        return file;
    }

    private static ZipEntry entry(String name, byte[] content) {
        ZipEntry entry = new ZipEntry(name);
        if (name.endsWith(".jar")) {
            CRC32 checksum = new CRC32();
            checksum.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(checksum.getValue());
        }
        return entry;
    }

    /** The bytes of a jar with the files of a module. */
    static byte[] packed(Path place, Path scratch) throws IOException {
        if (!Files.isDirectory(place)) {
            return Files.readAllBytes(place);
        }
        return Files.readAllBytes(jar(scratch, manifest(Map.of("Multi-Release", "true")), files(place)));
    }

    /** The java command of the JDK under test. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** A command, with a folder of its own for temporary files. */
    static ProcessBuilder command(Path folder, Path java, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
        command.add("-Dthreeply.bootCache=off");
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    }

    /** Runs a command to its end, and returns what it prints. */
    static String run(Path folder, Path java, String... arguments) throws Exception {
        return run(command(folder, java, arguments));
    }

    static String run(ProcessBuilder command) throws Exception {
        // Not read from the process: who waits for its output cannot be interrupted, so one that hangs would hang the
        // build.
        Path printed = Files.createTempFile(command.directory().toPath(), "printed", ".txt");
        Process process = command.redirectOutput(printed.toFile()).start();
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String text = Files.readString(printed).strip();
            assertThat(ended).as("it ends, having printed: %s", text).isTrue();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Our files in such a folder's folder for temporary files. */
    static List<String> temporaryFiles(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("tmp"))) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("threeply"))
                    .sorted()
                    .toList();
        }
    }

    /** Runs a tool of the JDK. */
    static void tool(String name, String... arguments) {
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);
        int code = ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments);
        assertThat(code)
                .as(() -> name + " " + Arrays.toString(arguments) + "\n" + printed)
                .isZero();
    }
}
