package io.github.threeply.benchmarks.pools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Starts JVMs that print a line and exit, all at once, and waits for their ends. A bare one has a class path of one folder with
 * one class: the jar of the benchmarks is a large one, and to open it takes ten milliseconds, of workers too.
 */
final class BareBoot extends MedianWork {
    private final int count;
    private final Path folder;
    private final Path file;
    private final String classPath;

    BareBoot(int count, boolean bare) throws IOException {
        this.count = count;
        String name = Hello.class.getName().replace('.', '/') + ".class";
        folder = Files.createTempDirectory("threeply-benchmark-");
        file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream in = Hello.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        classPath = bare ? folder.toString() : System.getProperty("java.class.path");
    }

    @Override
    public void close() {
        try {
            for (Path each = file; !each.equals(folder.getParent()); each = each.getParent()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            System.err.println("cannot delete " + folder + ": " + e);
        }
    }

    /** What each of them runs. */
    static final class Hello {
        private Hello() {}

        /**
         * Prints.
         *
         * @param args none
         */
        public static void main(String[] args) {
            System.out.println("hello");
        }
    }

    @Override
    protected long once() throws Exception {
        long start = System.nanoTime();
        Process[] processes = new Process[count];
        try {
            for (int i = 0; i < count; i++) {
                processes[i] = Jvm.start(classPath, Hello.class);
            }
            for (Process process : processes) {
                String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int exitCode = process.waitFor();
                if (exitCode != 0 || !printed.strip().equals("hello")) {
                    throw new IllegalStateException("exit code " + exitCode + ", printed " + printed);
                }
            }
            return System.nanoTime() - start;
        } finally {
            for (Process process : processes) {
                if (process != null) {
                    process.destroyForcibly();
                }
            }
        }
    }
}
