package io.github.threeply.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is started as {@code java Program.java} is compiled to memory, where no worker finds it: that is said. */
class SourceFileTest {
    private static final String SOURCE = """
            import io.github.threeply.ipc.process.*;
            import java.util.concurrent.*;
            class Program {
                public static void main(String[] args) throws Exception {
                    try (WorkerProcess worker = WorkerProcess.start("one", c -> c.send(42))) {
                        System.out.println(worker.connection().receive());
                    } catch (WorkerStartException e) {
                        System.out.println(e.getMessage());
                    }
                    try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
                        System.out.println(pool.submit(() -> 42).get(60, TimeUnit.SECONDS));
                    } catch (ExecutionException | RejectedExecutionException e) {
                        System.out.println(e.getCause().getMessage());
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void isToldThatItsClassesAreNowhere() throws Exception {
        Path source = Files.writeString(folder.resolve("Program.java"), SOURCE);
        Collection<Path> library = Delivered.library().values();
        String path = library.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));

        List<String> printed = Delivered.run(folder, Delivered.java(), "-cp", path, source.toString())
                .lines()
                .filter(line -> !line.contains("WARNING"))
                .toList();

        assertThat(printed)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("classPath(...)"))
                .satisfiesExactly(
                        process -> assertThat(process)
                                .contains("was not started: the program's classes come from ")
                                .contains("which does not tell where it found them"),
                        // A JDK that makes its loader that of the thread has the pool see that, too, and else a worker.
                        pool -> assertThat(pool)
                                .containsAnyOf(
                                        "was not started: the program's classes come from ",
                                        "class Program is not on the class path"));
    }
}
