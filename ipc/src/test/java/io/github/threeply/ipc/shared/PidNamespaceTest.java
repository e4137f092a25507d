package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.ipc.shared.Acquisition.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users in containers, whose process numbers mean nothing to each other: each of them is number 1 in its own. One that has a
 * procfs of its own, and one that sees that of its host.
 */
class PidNamespaceTest {
    private static final String OWN_PROC = "--mount-proc";
    private static final String PROC_OF_THE_HOST = "--user"; // it is that already

    @TempDir
    Path directory;

    private SharedMemory memory;

    @BeforeEach
    void create() {
        memory = SharedMemory.create(path(), 1 << 16);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private Path path() {
        return directory.resolve("memory").toAbsolutePath();
    }

    /** Starts a JVM as the first process of its own world; it ends with the process that started it. */
    private static ChildJvm container(String proc, Class<?> main, Object... arguments) throws Exception {
        List<String> shell = List.of("unshare", "-Urpf", "--kill-child", proc);
        assumeTrue(works(shell), "no containers for a test here");
        // Or it warns that another of its number has a file that says what it does.
        return ChildJvm.runIn(shell, List.of("-XX:-UsePerfData"), main, arguments);
    }

    private static boolean works(List<String> shell) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(shell.stream(), Stream.of("true")).toList())
                    .start();
            boolean works = process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
            process.destroyForcibly();
            return works;
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OWN_PROC, PROC_OF_THE_HOST})
    void holderInAContainerIsNotTakenForDeadUntilItIs(String proc) throws Exception {
        try (ChildJvm holder = container(proc, InspectedChild.class, path(), "open")) {
            assertThat(holder.line()).isEqualTo(path().toString());
            SharedLock lock = memory.lock("lock");
            for (int i = 0; i < 3; i++) {
                assertThat(lock.tryAcquire(Duration.ofMillis(100)))
                        .as("it is held")
                        .isNull();
            }

            holder.kill();

            Acquisition found = lock.tryAcquire(TwoUsers.LONG);
            assertThat(found).isNotNull();
            assertThat(found.verdict()).isEqualTo(Verdict.ABANDONED);
            lock.markConsistent();
            lock.unlock();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OWN_PROC, PROC_OF_THE_HOST})
    void oneInAContainerTellsTheLivingFromTheDeadOutside(String proc) throws Exception {
        try (ChildJvm outside = claim()) {
            long owner = Long.parseLong(outside.line());
            try (ChildJvm inside = container(proc, MemberChild.class, "isDead", path(), owner)) {
                assertThat(inside.line()).isEqualTo("false");
                assertThat(inside.go().line()).isEqualTo("false");

                outside.kill();

                assertThat(inside.go().line()).isEqualTo("true");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OWN_PROC, PROC_OF_THE_HOST})
    void twoOfOneNumberInTwoContainersAreTwo(String proc) throws Exception {
        try (ChildJvm first = container(proc, MemberChild.class, "claim", path())) {
            long owner = Long.parseLong(first.line());
            try (ChildJvm second = container(proc, MemberChild.class, "isDead", path(), owner)) {
                assertThat(second.line()).isEqualTo("false");
                assertThat(memory.file.membership().isDead(owner)).isFalse();

                first.kill();

                // What started it is gone; the system ends it then.
                await().atMost(TwoUsers.LONG).until(() -> second.go().line().equals("true"));
                assertThat(memory.file.membership().isDead(owner)).isTrue();
            }
        }
    }

    private ChildJvm claim() throws IOException {
        return ChildJvm.run(List.of(), System.getProperty("java.class.path"), MemberChild.class, "claim", path());
    }
}
