package io.github.threeply.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is typed into JShell is in no file, so no worker can have it: that is said. What is on its class path works. */
class JShellTest {
    private static final String SCRIPT = """
            import io.github.threeply.core.*;
            import io.github.threeply.fit.program.*;
            import io.github.threeply.ipc.process.*;
            import io.github.threeply.patterns.*;
            import java.io.Serializable;
            record Point(int x, int y) {}
            enum Color { RED }
            class Bean implements Serializable {}
            interface Step { Object go() throws Exception; }
            void told(String what, Step step) {
                try {
                    System.out.println(what + " -> " + step.go());
                } catch (TaskNotSerializableException e) {
                    System.out.println(what + " -> refused: " + e.getMessage());
                } catch (Throwable e) {
                    System.out.println(what + " -> " + e);
                }
            }
            WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start();
            told("lambda", () -> pool.submit(() -> 42).get(60, TimeUnit.SECONDS));
            told("map", () -> { try (var all = Tasks.map(pool, (Integer i) -> i + 1, List.of(1))) { return all.toList(); } });
            told("record", () -> pool.submit(new Echo(new Point(1, 2))).get(60, TimeUnit.SECONDS));
            told("enum", () -> pool.submit(new Echo(Color.RED)).get(60, TimeUnit.SECONDS));
            told("bean", () -> pool.submit(new Echo(new Bean())).get(60, TimeUnit.SECONDS));
            told("process", () -> WorkerProcess.start("one", c -> c.send(1)));
            told("compiled", () -> pool.submit(new Answer(40)).get(60, TimeUnit.SECONDS));
            pool.close();
            /exit
            """;

    @TempDir
    private Path folder;

    @Test
    void refusesWhatItMadeItselfAndRunsWhatWasCompiled() throws Exception {
        Path jshell = Path.of(System.getProperty("java.home"), "bin", "jshell");
        assumeTrue(Files.isExecutable(jshell), "this JDK has no jshell");
        Path script = Files.writeString(folder.resolve("script.jsh"), SCRIPT);
        Path program = Delivered.jar(folder.resolve("program.jar"), Delivered.manifest(Map.of()), Delivered.program());
        List<String> path = new ArrayList<>(List.of(program.toString()));
        Delivered.library().values().forEach(place -> path.add(place.toString()));
        Path temporary = Files.createDirectories(folder.resolve("tmp"));

        String printed = Delivered.run(new ProcessBuilder(
                        jshell.toString(),
                        "-J-Duser.home=" + folder,
                        "-J-Djava.util.prefs.userRoot=" + folder,
                        "-R-Djava.io.tmpdir=" + temporary,
                        "-R-Dthreeply.bootCache=off",
                        "--startup",
                        "DEFAULT",
                        "--class-path",
                        String.join(File.pathSeparator, path),
                        script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true));

        List<String> lines =
                printed.lines().filter(line -> line.contains(" -> ")).toList(); // not what JShell says of itself
        assertThat(lines).as(printed).hasSize(7);
        assertThat(lines.subList(0, 6)).allMatch(line -> line.matches("\\w+ -> refused: .*"));
        assertThat(lines.get(0))
                .matches("lambda -> refused: the lambda in REPL\\.\\$JShell\\$\\w+ cannot travel to another process:"
                        + " .* which JShell made in the memory of this JVM, .* --class-path .*");
        assertThat(lines.get(2)).contains("REPL.$JShell$").contains("Point");
        assertThat(lines.get(3)).contains("Color");
        assertThat(lines.get(4)).contains("Bean");
        assertThat(lines.get(6)).isEqualTo("compiled -> 42");
    }
}
