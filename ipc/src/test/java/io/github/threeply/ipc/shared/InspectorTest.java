package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.ipc.shared.InspectorRun.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tool that lists, dumps and checks memories. */
class InspectorTest {
    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("memory").toAbsolutePath();
    }

    private static Result run(Object... args) {
        return InspectorRun.of(args);
    }

    @Test
    void listsAMemoryInOneLine() {
        try (SharedMemory memory = SharedMemory.create(path(), 4096)) {
            memory.counter("a").increment();
            memory.lock("b");
            memory.file.membership().me();

            Result result = run("list", path());

            assertThat(result.code()).isZero();
            assertThat(result.lines())
                    .singleElement()
                    .asString()
                    .matches("\\Q" + path()
                            + "\\E  format 1\\.1, 32768 bytes, persistent, 2 objects, 1 user, \\d+s old");
        }
    }

    @Test
    void listsAllMemoriesOfADirectoryAndNothingElse() throws Exception {
        SharedMemory.create(path(), 128).close();
        SharedMemory.create(directory.resolve("second"), 128).close();
        Files.writeString(directory.resolve("diary"), "Dear diary, today I was no shared memory.");
        Files.createDirectory(directory.resolve("empty"));

        Result result = run("list", directory);

        assertThat(result.code()).isZero();
        assertThat(result.lines()).hasSize(2).allMatch(line -> line.contains("0 objects, 0 users"));
    }

    @Test
    void dumpsTheValuesOfEveryTypeOfObject() throws Exception {
        FormatSample.write(path());

        Result result = run("dump", path(), "--elements", "20");

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.lines())
                .contains("  format: 1.1", "  lifetime: PERSISTENT, durability PROCESS", "  health: good", "  users: 1")
                .contains("    \"long\", long value: 72623859790382856")
                .contains("    \"int\", int value: 16909060")
                .contains("    \"double\", double value: -1.5")
                .contains("    \"boolean\", boolean value: true")
                .contains("    \"counter\", counter: -1")
                .contains("    \"striped\", striped counter of 1 stripes: 42")
                .contains("    \"text\", string value of at most 20 bytes: \"Grüße ✓\"")
                .contains("    \"bytes\", bytes value of at most 5 bytes: 3 bytes: 010203")
                .contains("    \"colour\", enum value Colour {RED, GREEN, BLUE}: GREEN")
                .contains("    \"unset\", string value of at most 3 bytes: not set")
                .anyMatch(line -> line.endsWith(": Ship[id=7, name=\"Nadir ✓\", colour=BLUE, "
                        + "at=Point[x=-1.5, y=2.25], sunk=true, guns=[3, 4], grade=\"A\"]"))
                .anyMatch(line ->
                        line.startsWith("    \"longs\", long array of 20 elements: [0, 0,") && line.endsWith(", 19]"))
                .anyMatch(line ->
                        line.startsWith("    \"ints ✓\", int array of 40 elements: [0, 0,") && line.endsWith(", ...]"))
                .contains("    \"doubles\", double array of 3 elements: [0.0, 0.0, 2.5]")
                .contains("    \"lock\", lock: free")
                .contains("    \"semaphore\", semaphore of 5 permits: 3 of 5 permits available")
                .contains("    \"latch\", latch of 3 counts: 2 of 3 counts left")
                .contains("    \"event\", event: set")
                .contains("    \"barrier\", barrier of 1 party: 0 of 1 parties have come")
                .contains(
                        "    \"texts\", queue of 4 elements of String up to 12 bytes: open, 1 of 4 items: [\"drei ✓\"]")
                .contains("    \"longs, one to one\", one-to-one queue of 3 elements of long: closed, 2 of 3 items: "
                        + "[1, 2]")
                .anyMatch(line -> line.endsWith(
                        "open, 1 of 2 items: [FormatSample$Order[number=5, colour=GREEN, " + "amount=1099511627776]]"))
                .anyMatch(line -> line.endsWith("open, 1 of 2 items: [2 bytes: 0908]"))
                .contains("    \"list\", list of 4 elements of String up to 12 bytes: 2 of 4 places: "
                        + "[\"one\", \"zwei ✓\"]");
    }

    @Test
    void tellsOfAKilledUserWhatItHeld() throws Exception {
        FormatSample.write(path());

        Result dump = run("dump", path());

        assertThat(dump.out())
                .contains("(slot 0, dead), since ")
                .containsPattern("\"held lock\", lock: abandoned by process \\d+ \\(slot 0, dead\\)")
                .containsPattern("\"read-write lock\", read-write lock: read\n")
                .containsPattern("read by 1 thread of process \\d+ \\(slot 0, dead\\)")
                .containsPattern("2 permits held by process \\d+ \\(slot 0, dead\\)")
                .containsPattern("1 received and held by process \\d+ \\(slot 0, dead\\)")
                .contains("note: its holder is dead; whoever locks it next takes it over, and is told");
        Result check = run("check", path());
        assertThat(check.code()).isZero();
        assertThat(check.out())
                .contains("has not left; what it held goes to others when they need it")
                .contains("\"semaphore\", semaphore of 5 permits: note: a holder of permits is dead")
                .endsWith(path() + ": good\n");
    }

    @Test
    void tellsWhoHoldsALockAndWhoWaitsForIt() throws Exception {
        try (TwoUsers users = new TwoUsers(directory)) {
            SharedLock lock = users.one.lock("lock");
            lock.lock();
            var waiting = users.start(() -> {
                users.other.lock("lock").lock();
                users.other.lock("lock").unlock();
                return true;
            });
            TwoUsers.untilSomebodyWaits(lock);
            String pid = "process " + ProcessHandle.current().pid();

            TwoUsers.until(() -> run("dump", path()).out().contains("waiting: " + pid + " (slot 1, alive)"));

            assertThat(run("dump", path()).out())
                    .contains("\"lock\", lock: held by " + pid + " (slot 0, alive), thread "
                            + Thread.currentThread().getId())
                    .contains("next turn asked for by " + pid + " (slot 1, alive)")
                    .contains("  users: 2");
            lock.unlock();
            assertThat(waiting.result()).isTrue();
        }
    }

    @Test
    void tellsOfALockThatNobodyRepaired() throws Exception {
        try (TwoUsers users = new TwoUsers(directory)) {
            users.one.lock("lock").lock();
            TwoUsers.kill(users.one);
            SharedLock lock = users.other.lock("lock");
            assertThat(lock.tryAcquire(Duration.ofSeconds(30))).isNotNull();
            lock.unlock(); // without repair

            Result result = run("check", path());

            assertThat(result.code()).isOne();
            assertThat(result.out())
                    .contains(path() + ": \"lock\", lock: PROBLEM: nobody has repaired what ")
                    .contains("repair it under recover()")
                    .doesNotContain(": good");
        }
    }

    @Test
    void tellsOfContentsThatCannotBe() throws Exception {
        try (SharedMemory memory = SharedMemory.create(path(), 4096)) {
            memory.latch("latch", 3);
            memory.value("colour", FormatSample.Colour.class);
            memory.booleanValue("flag");
            memory.stringValue("text", 10).set("short");
            Mapping mapping = memory.file.mapping();
            List<Entry> entries = memory.file.directory().entries();
            mapping.setLong(entries.get(0).dataOffset(), 4);
            mapping.setInt(entries.get(1).dataOffset(), 4);
            mapping.setInt(entries.get(2).dataOffset(), 2);
            long text = entries.get(3).dataOffset();
            mapping.setInt(text + Copies.COPIES + 64, 11);

            Result result = run("check", path());

            assertThat(result.code()).isOne();
            assertThat(result.lines())
                    .hasSize(4)
                    .anyMatch(line -> line.contains("\"latch\"") && line.contains("counted down 4 times"))
                    .anyMatch(line -> line.contains("\"colour\"") && line.contains("has no constant 3"))
                    .anyMatch(line -> line.contains("\"flag\"") && line.contains("is 2, not 0 or 1"))
                    .anyMatch(line -> line.contains("\"text\"") && line.contains("but has a length of 11"));
        }
    }

    @Test
    void tellsWhoUsesAMemoryThatIsGone() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/locks")), "no list of locks here");
        SharedMemory memory = SharedMemory.create(path(), 4096);
        try {
            memory.file.membership().me();
            Path sidecar = Sidecar.pathOf(memory.file.id());
            assertThat(run("check", directory).out()).doesNotContain("note");
            Files.delete(path());

            Result deleted = run("check", directory);
            SharedMemory.create(path(), 4096).close();
            Result replaced = run("check", directory);

            assertThat(List.of(deleted, replaced)).allSatisfy(result -> {
                assertThat(result.code()).isZero();
                assertThat(result.out())
                        .contains(
                                sidecar + ": note: its memory is not in this directory any more, but in use by process "
                                        + ProcessHandle.current().pid() + ":");
            });
        } finally {
            memory.close();
        }
        assertThat(run("check", directory).out()).doesNotContain("note");
    }

    @Test
    void showsNothingThatATerminalWouldObey() throws Exception {
        try (SharedMemory memory = SharedMemory.create(path(), 4096)) {
            memory.stringValue("text", 100).set("a\u001b[2Jb\r\n\"c\"\u202e");

            assertThat(run("dump", path()).out()).contains("\"a\\u001b[2Jb\\r\\n\\\"c\\\"\\u202e\"");
        }
    }

    @Nested
    class LeavesNoTrace {

        @ParameterizedTest
        @ValueSource(strings = {"list", "dump", "check"})
        void inTheFileNorBesideIt(String command) throws Exception {
            FormatSample.write(path());
            byte[] before = Files.readAllBytes(path());
            List<Path> files = files();

            assertThat(run(command, path()).code()).isZero();

            assertThat(Files.readAllBytes(path())).isEqualTo(before);
            assertThat(files()).isEqualTo(files);
        }

        /** The closing of any channel of the sidecar would free the locks of this process's users. */
        @Test
        void onTheLocksOfUsersInTheSameProcess() throws Exception {
            try (SharedMemory memory = SharedMemory.create(path(), 128);
                    ChildJvm child = ChildJvm.run(
                            List.of(),
                            System.getProperty("java.class.path"),
                            MemberChild.class,
                            "isDead",
                            path(),
                            memory.file.membership().me())) {
                assertThat(child.line()).isEqualTo("false");

                for (String command : List.of("list", "dump", "check", "sweep")) {
                    assertThat(run(command, directory).code()).isZero();
                }

                assertThat(SystemLocks.isHeld(Sidecar.pathOf(memory.file.id()), 0))
                        .isTrue();
                child.go();
                assertThat(child.line()).isEqualTo("false");
            }
        }

        private List<Path> files() throws Exception {
            try (Stream<Path> all = Files.list(directory)) {
                return all.sorted().toList();
            }
        }
    }

    @Nested
    class TellsOfAFileThatCannotBeRead {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                70  | it is damaged
                768 | it is damaged
                22  | its byte order is foreign
                8   | its format version is another
                128 | it is half made
                0   | not a shared memory of Threeply
                """)
        void becauseItIsDamaged(int at, String told) throws Exception {
            FormatSample.write(path());
            byte[] bytes = Files.readAllBytes(path());
            if (at == Layout.BYTE_ORDER_MARK_AT) {
                bytes[at] = 1;
                bytes[at + 1] = 2;
            } else {
                bytes[at] ^= 0x55;
            }
            Files.write(path(), bytes);

            for (String command : List.of("list", "dump", "check", "sweep")) {
                Result result = run(command, path());

                assertThat(result.code()).isOne();
                assertThat(result.err()).startsWith("threeply-ipc: ").contains(path().toString(), told);
                assertThat(result.err().lines()).hasSize(1);
                assertThat(path()).exists();
            }
        }

        @Test
        void becauseItWasCut() throws Exception {
            FormatSample.write(path());
            byte[] bytes = Files.readAllBytes(path());
            Files.write(path(), Arrays.copyOf(bytes, bytes.length / 2));
            SharedMemory.create(directory.resolve("other"), 128).close();

            Result result = run("check", directory);

            assertThat(result.code()).isOne();
            assertThat(result.err()).contains("it was cut", bytes.length + " bytes", bytes.length / 2 + " bytes");
            assertThat(result.out()).contains("other: good");
        }

        @Test
        void becauseThereIsNone() {
            Result result = run("list", path());

            assertThat(result.code()).isOne();
            assertThat(result.err())
                    .isEqualTo("threeply-ipc: " + path()
                            + ": there is no such file; give the path of a memory, or of a directory with some\n");
        }
    }

    @Nested
    class RefusesInOneLineAndWithExitCodeTwo {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                ""                     | no command is given, there are check, dump, list, sweep; --help shows
                lsit                   | there is no command 'lsit', there are check, dump, list, sweep
                --elements 3           | there is no command '--elements'
                list --elements 3      | 'list' has no option '--elements'
                dump --elements        | --elements must be followed by a number
                dump --elements many   | --elements must be a number from 0 to 1048576, but was 'many'
                dump --elements -1     | --elements must be a number from 0 to 1048576, but was '-1'
                dump -x                | 'dump' has no option '-x'; write -- before a path that begins with a dash
                check --dry-run        | 'check' has no option '--dry-run'
                """)
        void badInput(String typed, String told) {
            Result result = InspectorRun.of((Object[]) (typed.isEmpty() ? new String[0] : typed.split(" ")));

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("threeply-ipc: ").contains(told).contains("--help");
            assertThat(result.err().lines()).hasSize(1);
        }

        @Test
        void anEmptyPath() {
            assertThat(run("list", "").err()).contains("a path must not be empty");
        }
    }

    @Test
    void takesAPathThatBeginsWithADash() throws Exception {
        assertThat(run("list", "--", "-nothing").err()).contains("-nothing: there is no such file");
    }

    /** As from the jar alone: its module path, or core beside it, is not needed. */
    @ParameterizedTest
    @CsvSource({"list, 0", "dump, 0", "check, 0", "sweep, 0", "lsit, 2"})
    void needsNothingButTheClassesOfItsOwnModule(String command, int code) throws Exception {
        FormatSample.write(path());
        Path classes = Path.of(Inspector.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

        try (ChildJvm child = ChildJvm.run(List.of(), classes.toString(), Inspector.class, command, path())) {
            assertThat(child.exitCode())
                    .as(() -> String.join("\n", child.output()))
                    .isEqualTo(code);
            assertThat(child.output()).isNotEmpty();
        }
    }

    @Test
    void tellsHowItIsUsed() {
        for (String word : List.of("--help", "-h", "help")) {
            Result result = run(word);

            assertThat(result.code()).isZero();
            assertThat(result.out())
                    .contains("Usage: java -jar threeply-ipc.jar COMMAND")
                    .contains("Exit code: 0");
        }
        assertThat(Inspector.HELP.lines()).allMatch(line -> line.length() <= 100);
    }
}
