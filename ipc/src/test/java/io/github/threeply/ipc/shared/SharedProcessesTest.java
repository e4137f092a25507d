package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What several JVMs see of one memory, and what is left when one of them is killed. */
class SharedProcessesTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("memory");
    }

    @Test
    void losesNoChangeOfSeveralProcesses() throws Exception {
        int rounds = 300_000;
        try (SharedMemory memory = SharedMemory.create(file(), 4096);
                ChildJvm one = ChildJvm.start("count", file(), rounds);
                ChildJvm two = ChildJvm.start("count", file(), rounds)) {
            assertThat(one.line()).isEqualTo("ready");
            assertThat(two.line()).isEqualTo("ready");

            one.go();
            two.go();

            assertThat(one.exitCode()).as("%s", one.output()).isZero();
            assertThat(two.exitCode()).as("%s", two.output()).isZero();
            assertThat(memory.counter("counter").get()).isEqualTo(2 * rounds);
            assertThat(memory.intValue("int").get()).isEqualTo(2 * rounds);
            assertThat(memory.doubleValue("double").get()).isEqualTo(2.0 * rounds);
            assertThat(memory.longValue("boxed").get()).isEqualTo(2 * rounds);
            for (int i = 0; i < 3; i++) {
                assertThat(memory.longArray("longs", 3).get(i)).isEqualTo(2 * rounds / 3);
                assertThat(memory.intArray("ints", 3).get(i)).isEqualTo(2 * rounds / 3);
            }
        }
    }

    @Test
    void makesOneFileAndEachNameOnceForProcessesThatAskTogether() throws Exception {
        int names = 100;
        int processes = 4;
        for (int round = 0; round < 2; round++) {
            Path file = directory.resolve("together-" + round);
            List<ChildJvm> children = new ArrayList<>();
            try {
                for (int i = 0; i < processes; i++) {
                    children.add(ChildJvm.start("openOrCreate", file, names));
                }
                for (ChildJvm child : children) {
                    assertThat(child.line()).isEqualTo("ready");
                }
                children.forEach(ChildJvm::go);
                Set<String> ids = new HashSet<>();
                for (ChildJvm child : children) {
                    ids.add(child.line());
                    assertThat(child.exitCode()).as("%s", child.output()).isZero();
                }

                // The capacity is just enough: a race that wasted any of it would end in "full".
                try (SharedMemory memory = SharedMemory.open(file)) {
                    assertThat(ids).containsExactly(memory.id().toString());
                    assertThat(memory.names()).hasSize(names).doesNotHaveDuplicates();
                    assertThat(memory.remainingBytes()).isZero();
                    for (String name : memory.names()) {
                        assertThat(memory.counter(name).get()).as(name).isEqualTo(processes);
                    }
                }
            } finally {
                children.forEach(ChildJvm::close);
            }
        }
        assertThat(unfinishedFiles()).isEmpty();
    }

    @Test
    void keepsTheDirectoryWholeWhenProcessesAreKilledWhileTheyAddNames() throws Exception {
        try (SharedMemory memory = SharedMemory.create(file(), 1 << 20)) {
            for (int round = 0; round < 6; round++) {
                try (ChildJvm child = ChildJvm.start("addNames", file())) {
                    for (int i = ThreadLocalRandom.current().nextInt(1, 8); i > 0; i--) {
                        child.line();
                    }
                    child.kill();
                }

                try (SharedMemory fresh = SharedMemory.open(file())) {
                    List<String> names = fresh.names();
                    assertThat(names).isEqualTo(memory.names()).isNotEmpty();
                    for (int i = 0; i < names.size(); i++) {
                        assertThat(names.get(i)).isEqualTo("name-" + i);
                        // The last one may have been added and not set, in each round.
                        assertThat(fresh.longValue(names.get(i)).get()).isIn((long) i, 0L);
                    }
                    assertThat(fresh.remainingBytes()).isEqualTo((1 << 20) - names.size() * 128L);
                }
            }
            memory.longValue("after the kills").set(1);
            assertThat(memory.names()).endsWith("after the kills");
        }
    }

    @Test
    void finishesOrOmitsTheOperationOfAKilledProcess() throws Exception {
        try (SharedMemory memory = SharedMemory.create(file(), 4096)) {
            MappedCounter first = memory.counter("first");
            MappedCounter second = memory.counter("second");
            for (int round = 1; round <= 3; round++) {
                long before = first.get();
                try (ChildJvm child = ChildJvm.start("pairs", file())) {
                    assertThat(child.line()).isEqualTo("ready");
                    while (first.get() < before + 10_000) {
                        Thread.onSpinWait();
                    }
                    child.kill();
                }

                assertThat(first.get() - second.get()).isBetween(0L, 1L);
                second.set(first.get());
                long settled = first.get();
                assertThat(first.increment()).isEqualTo(settled + 1);
                second.increment();
            }
        }
    }

    @Test
    void showsNoHalfMadeFileWhenItsCreatorIsKilled() throws Exception {
        for (int round = 0; round < 6; round++) {
            Path target = Files.createDirectory(directory.resolve("round-" + round));
            try (ChildJvm child = ChildJvm.start("createFiles", target)) {
                for (int i = ThreadLocalRandom.current().nextInt(1, 4); i > 0; i--) {
                    child.line();
                }
                // Any moment of the next file, not the one right after the last.
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(20_000_000));
                child.kill();
            }

            long opened = 0;
            try (Stream<Path> files = Files.list(target)) {
                for (Path file : files.toList()) {
                    if (!file.getFileName().toString().startsWith(".threeply-")) {
                        try (SharedMemory memory = SharedMemory.open(file)) {
                            assertThat(memory.capacityBytes()).isEqualTo(8 << 20);
                        }
                        opened++;
                    }
                }
            }
            assertThat(opened).isPositive();
        }
    }

    @Test
    void givesAHandleToAnotherProcess() throws Exception {
        try (SharedMemory memory = SharedMemory.create(file(), 4096)) {
            MappedCounter hits = memory.counter("hits");
            hits.set(37);

            try (ChildJvm child = ChildJvm.start("handle", file(), form(hits))) {
                assertThat(child.line()).isEqualTo("42");
            }

            assertThat(hits.get()).isEqualTo(42);
        }
    }

    @Test
    void refusesAHandleInAnotherProcessWhenItsFileIsGone() throws Exception {
        String form;
        try (SharedMemory memory = SharedMemory.create(file(), 4096)) {
            form = form(memory.counter("hits"));
        }
        Files.delete(file());

        try (ChildJvm child = ChildJvm.start("handle", file(), form)) {
            assertThat(child.line()).isEqualTo("MISSING");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "set", "getAndAdd", "compareAndSet", "read", "write"})
    void survivesThatAnotherProcessCutsTheFile(String operation) throws Exception {
        SharedMemory.create(file(), 1 << 17).close();
        try (ChildJvm child = ChildJvm.start("watch", file(), operation)) {
            cutUnder(child);

            assertThat(child.line()).isIn("a file of 4096 bytes", "late");
            assertThat(child.line()).isIn("a file of 4096 bytes", "late");
            assertThat(child.exitCode()).isZero();
        }
    }

    /** In interpreted code newer JVMs report the missing page where it was met. */
    @ParameterizedTest
    @EnabledForJreRange(min = JRE.JAVA_25)
    @ValueSource(strings = {"get", "set", "getAndAdd", "compareAndSet", "read", "write"})
    void turnsACutFileIntoAnExceptionWhereTheJvmReportsItInTime(String operation) throws Exception {
        SharedMemory.create(file(), 1 << 17).close();
        try (ChildJvm child = ChildJvm.start("watch", file(), operation, "-Xint")) {
            cutUnder(child);

            assertThat(child.line()).isEqualTo("a file of 4096 bytes");
            assertThat(child.line()).isEqualTo("a file of 4096 bytes");
            assertThat(child.exitCode()).isZero();
        }
    }

    private void cutUnder(ChildJvm child) throws Exception {
        assertThat(child.line()).isEqualTo("ready");
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(4096);
        }
        child.go();
    }

    private List<Path> unfinishedFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".threeply-"))
                    .toList();
        }
    }

    private static String form(Object handle) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(handle);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** A tiny file system in memory, in a name space of its own; not every machine allows that to everybody. */
    @Test
    void leavesNothingBehindOnAFullDisk() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("tiny"));
        List<String> shell = List.of(
                "unshare",
                "-Urm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=256k none \"$0\" && exec \"$@\"",
                mount.toString());
        assumeNameSpaces(shell);

        try (ChildJvm child = ChildJvm.startIn(shell, "fill", mount, 1 << 20)) {
            assertThat(child.line()).isEqualTo("NO_SPACE in a write");
            assertThat(child.line()).isEqualTo("0");
        }
        try (ChildJvm child = ChildJvm.startIn(shell, "fill", mount, 1 << 25)) {
            assertThat(child.line()).isEqualTo("NO_SPACE before a write");
            assertThat(child.line()).isEqualTo("0");
        }
        try (ChildJvm child = ChildJvm.startIn(shell, "fill", mount, 1 << 16)) {
            assertThat(child.line()).isEqualTo("created");
            assertThat(child.line()).isEqualTo("1");
        }
    }

    private static void assumeNameSpaces(List<String> shell) throws InterruptedException {
        List<String> command = new ArrayList<>(shell);
        command.add("true");
        boolean works;
        try {
            Process process = new ProcessBuilder(command).start();
            works = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            process.destroyForcibly();
        } catch (IOException e) {
            works = false;
        }
        assumeTrue(works, "no tmpfs without privileges here");
    }
}
