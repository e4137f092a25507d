package io.github.threeply.examples.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real Chromium without a window. {@code CHROMIUM} may name one; else it is looked for on the path. */
final class Chromium {
    private static final long LIMIT_SECONDS = 100;
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Path program;
    private final Path directory;

    /**
     * What came out of loading a page.
     *
     * @param dom the page after it was loaded
     * @param console what it wrote to the console
     */
    record Loaded(String dom, List<String> console) {}

    private Chromium(Path program, Path directory) {
        this.program = program;
        this.directory = directory;
    }

    /** Finds one, which keeps what it writes in the directory. */
    static Optional<Chromium> find(Path directory) {
        String named = System.getenv("CHROMIUM");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return candidates.filter(Files::isExecutable).findFirst().map(program -> new Chromium(program, directory));
    }

    /** Loads a page in a window of that width. */
    Loaded load(Path page, int width, boolean dark) throws IOException, InterruptedException {
        Path dom = Files.createTempFile(directory, "dom", "");
        Path log = Files.createTempFile(directory, "log", "");
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--no-sandbox", // it is our own page, and within a container there may be no sandbox
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=" + directory.resolve("profile"),
                "--enable-logging=stderr",
                "--window-size=" + width + ",900",
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
                "--dump-dom",
                page.toUri().toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, SECONDS)) {
                throw new AssertionError("Chromium did not end; it said:\n" + Files.readString(log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        List<String> console = Files.readString(log)
                .lines()
                .filter(line -> line.contains(":CONSOLE"))
                .toList();
        return new Loaded(Files.readString(dom), console);
    }
}
