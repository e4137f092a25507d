package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parent of pools is killed: half a second later no worker is left, whatever each was doing, and no file. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(HoldsNoMore.class)
class PoolParentDeathTest {
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    private Path folder;

    private Process parent;
    private final List<Long> left = new ArrayList<>();

    @AfterEach
    void leaveNothing() throws Exception {
        parent.toHandle().destroyForcibly();
        parent.waitFor();
        parent.getInputStream().close();
        for (long pid : left) {
            ProcessFacts.signal("KILL", pid);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC"})
    void leavesNothingAfterHalfASecondUnder(String collector) throws Exception {
        new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start().waitFor();
        // The best of eight tries counts: a machine may give nobody any time for longer than the limit.
        List<Duration> took = new ArrayList<>();
        while (took.size() < 8 && took.stream().noneMatch(each -> each.compareTo(LIMIT) < 0)) {
            if (!took.isEmpty()) {
                leaveNothing();
            }
            start(collector);
            took.add(killAndAwaitWorkers());
            assertNothingIsLeft();
        }
        assertThat(took).anySatisfy(each -> assertThat(each).isLessThan(LIMIT));
    }

    private void start(String collector) throws Exception {
        left.clear();
        for (String mark : new String[] {"in-loop", "in-native"}) {
            Files.deleteIfExists(folder.resolve(mark)); // of a try before
        }
        parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        collector,
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        PoolParentProgram.class.getName(),
                        folder.toString(),
                        collector)
                .redirectError(Redirect.DISCARD)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null && !line.equals("ready"); line = out.readLine()) {
            left.add(Long.parseLong(line.substring(line.indexOf(' ') + 1)));
        }
        assertThat(left).as("five workers and the guard").hasSize(6).allMatch(pid -> !ProcessFacts.isGone(pid));
    }

    private Duration killAndAwaitWorkers() throws InterruptedException {
        long start = System.nanoTime();
        parent.toHandle().destroyForcibly();
        while (!left.subList(0, 5).stream().allMatch(ProcessFacts::isGone)
                && System.nanoTime() - start < 10 * LIMIT.toNanos()) {
            TimeUnit.MICROSECONDS.sleep(500); // a bounded poll for a fact
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void assertNothingIsLeft() throws IOException {
        await("the guard goes")
                .atMost(Duration.ofSeconds(30))
                .until(() -> left.stream().allMatch(ProcessFacts::isGone));
        try (DirectoryStream<Path> own = Files.newDirectoryStream(folder, "{.,}threeply*");
                DirectoryStream<Path> shared =
                        Files.newDirectoryStream(MEMORY, "{.,}threeply*-" + parent.pid() + "-*")) {
            assertThat(own).isEmpty();
            assertThat(shared).isEmpty();
        }
    }
}
