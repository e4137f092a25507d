package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which processes count as dead: those that are, and no others. */
class MemberDeathTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private ChildJvm child(Object... arguments) throws Exception {
        return ChildJvm.run(List.of(), System.getProperty("java.class.path"), MemberChild.class, arguments);
    }

    @Test
    void aKilledProcessIsDeadSoon() throws Exception {
        Path path = directory.resolve("memory");
        try (SharedMemory memory = SharedMemory.create(path, 128);
                ChildJvm child = child("claim", path)) {
            long owner = Long.parseLong(child.line());
            Membership membership = memory.file.membership();
            assertThat(membership.isDead(owner)).isFalse();
            assertThat(membership.describe(owner)).contains("process " + child.pid());

            child.kill();

            await().atMost(LIMIT).until(() -> membership.isDead(owner));
            assertThat(membership.me()).isNotEqualTo(owner);
        }
    }

    @Test
    void aStoppedProcessIsNotDead() throws Exception {
        Path path = directory.resolve("memory");
        try (SharedMemory memory = SharedMemory.create(path, 128);
                ChildJvm child = child("claim", path)) {
            long owner = Long.parseLong(child.line());
            signal("STOP", child.pid());
            await().atMost(LIMIT).until(() -> state(child.pid()) == 'T');

            assertThat(memory.file.membership().isDead(owner)).isFalse();

            signal("CONT", child.pid());
        }
    }

    /** A zombie still has its number, and the process table calls it alive. */
    @Test
    void aZombieIsDead() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")));
        Path path = directory.resolve("memory");
        // The shell becomes a program that never collects its child.
        List<String> shell = List.of("sh", "-c", "\"$@\" <&0 & exec sleep 600", "sh");
        try (SharedMemory memory = SharedMemory.create(path, 128);
                ChildJvm parent = ChildJvm.runIn(shell, MemberChild.class, "claim", path)) {
            long owner = Long.parseLong(parent.line());
            long pid = memory.file.mapping().getLong(Layout.HEADER_BYTES + 128L * Membership.slot(owner) + 8);
            assertThat(pid).isNotEqualTo(parent.pid());
            assertThat(memory.file.membership().isDead(owner)).isFalse();

            signal("KILL", pid);
            await().atMost(LIMIT).until(() -> state(pid) == 'Z');

            assertThat(ProcessHandle.of(pid)).isPresent();
            assertThat(memory.file.membership().isDead(owner)).isTrue();
        }
    }

    @Test
    void aProcessThatExitsWithoutClosingIsDead() throws Exception {
        Path path = directory.resolve("memory");
        try (SharedMemory memory = SharedMemory.create(path, 128);
                ChildJvm child = child("claim", path)) {
            long owner = Long.parseLong(child.line());

            child.go();
            assertThat(child.exitCode()).isZero();

            assertThat(memory.file.membership().isDead(owner)).isTrue();
        }
    }

    /** One that begins to exit has freed its byte before it is a zombie: that is no contradiction. */
    @Test
    void aProcessThatExitsIsToldFromOneThatRuns() throws Exception {
        String form = "12 (a (b) c) %s 1 12 12 0 -1 %d 1 1 1 1 1 1 1 1 20 0 1 0 %d 1 1 1";

        assertThat(Liveness.startIn(String.format(form, "S", 0x400100, 777))).isEqualTo(777);
        assertThat(Liveness.startIn(String.format(form, "R", 0x400104, 777))).isEqualTo(-777);
        assertThat(Liveness.startIn(String.format(form, "Z", 0x400104, 777))).isZero();
    }

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static char state(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }
}
