package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After each test: no child process, no thread of a worker, no file of ours in the temporary folder. */
final class LeavesNothingBehind implements BeforeEachCallback, AfterEachCallback {
    private List<String> before = List.of();

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        before = files();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        await("no child process is left")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(ProcessHandle.current().children().map(ProcessHandle::info))
                                .isEmpty());
        await("no thread is left")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                                .map(Thread::getName)
                                .filter(name -> name.startsWith("worker-") && !name.equals("worker-shutdown")))
                        .isEmpty());
        await("no file is left")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(files()).isSubsetOf(before));
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("threeply-worker-"))
                    .collect(Collectors.toList());
        }
    }
}
