package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who uses a file, and who of them lives. Two memories of one file in this JVM are two users, as two processes are. */
class MembershipTest {
    @TempDir
    Path directory;

    private Path path;
    private SharedMemory first;
    private SharedMemory second;

    @BeforeEach
    void openTwice() {
        path = directory.resolve("memory").toAbsolutePath();
        first = SharedMemory.create(path, 4096);
        second = SharedMemory.open(path);
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static Membership of(SharedMemory memory) {
        return memory.file.membership();
    }

    private Path sidecar() {
        return Sidecar.pathOf(first.file.id());
    }

    @Test
    void leavesNothingBesideTheFileBeforeItIsAsked() {
        assertThat(sidecar()).doesNotExist();

        of(first).me();

        assertThat(sidecar()).exists().isEmptyFile();
    }

    @Test
    void isTheSameUserAtEachCallAndAnotherInEachMemory() {
        long owner = of(first).me();

        assertThat(owner).isNotZero().isEqualTo(of(first).me());
        assertThat(owner & 15).isZero();
        assertThat(Membership.slot(of(second).me())).isNotEqualTo(Membership.slot(owner));
        assertThat(of(second).ownerOf(Membership.slot(owner))).isEqualTo(owner);
        assertThat(of(second).describe(owner))
                .contains("process " + ProcessHandle.current().pid(), "alive");
    }

    @Test
    void livesUntilItCloses() {
        long owner = of(first).me();
        assertThat(of(second).isDead(owner)).isFalse();
        assertThat(of(first).isDead(owner)).isFalse();

        first.close();

        assertThat(of(second).isDead(owner)).isTrue();
        assertThat(of(second).ownerOf(Membership.slot(owner))).isEqualTo(Membership.NOBODY);
        assertThatThrownBy(() -> of(first).me()).isInstanceOf(SharedMemoryClosedException.class);
    }

    @Test
    void isDeadWhenItsByteIsFreeThoughItDidNotLeave() {
        long owner = of(first).me();

        of(first).abandon();

        assertThat(of(second).isDead(owner)).isTrue();
        assertThat(of(second).ownerOf(Membership.slot(owner))).isEqualTo(owner);
        assertThat(of(second).describe(owner)).contains("dead");
    }

    @Test
    void isDeadWhenItsSlotIsAnothers() {
        long owner = of(first).me();
        first.close();
        long next = of(second).me();

        assertThat(Membership.slot(next)).isEqualTo(Membership.slot(owner));
        assertThat(next >>> 16).isEqualTo((owner >>> 16) + 1);
        assertThat(of(second).isDead(owner)).isTrue();
        assertThat(of(second).describe(owner)).contains("left");
    }

    @Test
    void ignoresTheFlagsInAnOwner() {
        long owner = of(first).me();

        assertThat(of(second).isDead(owner | 15)).isFalse();
        assertThat(of(second).isDead(15)).isFalse();
    }

    @Test
    void takesOwnersThatCannotBeForDead() {
        assertThat(of(first).isDead(1L << 16 | 4095 << 4)).isTrue();
        assertThat(of(first).isDead(-1L)).isTrue();
    }

    @Test
    void refusesOneMoreThanThereAreSlots() {
        List<SharedMemory> users = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                users.add(SharedMemory.open(path));
                of(users.get(i)).me();
            }

            assertThatThrownBy(() -> of(first).me())
                    .isInstanceOfSatisfying(
                            SharedMemoryUsersException.class,
                            e -> assertThat(e.limit()).isEqualTo(64))
                    .hasMessageContaining(path.toString());

            of(users.get(40)).abandon();
            assertThat(Membership.slot(of(first).me())).isEqualTo(40);
        } finally {
            users.forEach(SharedMemory::close);
        }
    }

    @Test
    void givesEachOfManyAtOnceASlotOfItsOwn() throws Exception {
        Set<Integer> slots = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        List<SharedMemory> users = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            SharedMemory user = SharedMemory.open(path);
            users.add(user);
            threads.add(new Thread(() -> slots.add(Membership.slot(of(user).me()))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(30_000);
        }

        assertThat(slots).hasSize(32);
        users.forEach(SharedMemory::close);
    }

    @Test
    void worksForAnInterruptedThreadAndKeepsItsFlag() throws Exception {
        Thread.currentThread().interrupt();
        long owner = of(first).me();
        boolean dead = of(second).isDead(owner);
        of(second).me();
        second.close();
        assertThat(Thread.interrupted()).isTrue();

        assertThat(dead).isFalse();
        assertThat(isDeadForAnotherProcess(owner)).isFalse();
    }

    @Test
    void isLeftByTheCollectorWhenItWasForgotten() {
        long owner = SharedMemory.open(path).file.membership().me();

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return of(second).isDead(owner);
        });
    }

    @Test
    void leavesNothingOpenHoweverOftenItComesAndGoes() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
        comeAndGo(100);
        long descriptors = descriptors();

        comeAndGo(Boolean.getBoolean("threeply.long") ? 100_000 : 3_000);

        assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 20);
        assertThat(of(first).me()).isNotZero();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    private void comeAndGo(int times) {
        for (int i = 0; i < times; i++) {
            try (SharedMemory user = SharedMemory.open(path)) {
                of(user).me();
            }
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private boolean isDeadForAnotherProcess(long owner) throws Exception {
        try (ChildJvm child = ChildJvm.run(
                List.of(), System.getProperty("java.class.path"), MemberChild.class, "isDead", path, owner)) {
            return Boolean.parseBoolean(child.line());
        }
    }

    @Nested
    class ForAnotherProcess {
        @Test
        void livesAfterAnotherUserOfThisJvmHasLeft() throws Exception {
            long owner = of(first).me();
            of(second).me();

            second.close();

            assertThat(isDeadForAnotherProcess(owner)).isFalse();
        }

        @Test
        void livesAfterACopyOfTheLibraryInAnotherClassLoaderHasLeft() throws Exception {
            long owner = of(first).me();
            URL classes =
                    SharedMemory.class.getProtectionDomain().getCodeSource().getLocation();
            URL core = io.github.threeply.core.Event.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation();
            URL tests = MemberChild.class.getProtectionDomain().getCodeSource().getLocation();
            try (URLClassLoader loader =
                    new URLClassLoader(new URL[] {classes, core, tests}, ClassLoader.getPlatformClassLoader())) {
                Class<?> copy = loader.loadClass(Copy.class.getName());
                copy.getMethod("claimAndClose", Path.class).invoke(null, path);
            }

            assertThat(isDeadForAnotherProcess(owner)).isFalse();
            assertThat(first.file.directory().names()).contains("copy was here");
        }

        @Test
        void countsAsAliveThoughSomebodyMadeItLoseItsByte() throws Exception {
            long owner = of(first).me();

            FileChannel.open(sidecar(), StandardOpenOption.WRITE).close();

            assertThat(isDeadForAnotherProcess(owner)).isFalse();
        }
    }

    /** What the copy of the library in another class loader does. */
    public static final class Copy {
        private Copy() {}

        public static void claimAndClose(Path path) {
            try (SharedMemory memory = SharedMemory.open(path)) {
                memory.counter("copy was here");
                memory.file.membership().me();
            }
        }
    }

    @Nested
    class AfterARestartOfTheMachine {
        @Test
        void thereIsNobodyFromBefore() {
            long owner = of(first).me();
            of(first).abandon();
            Mapping words = second.file.mapping();
            long generation = words.getLong(Layout.GENERATION_AT);
            words.setLong(Layout.LAST_BOOT_AT, 42);

            long own = of(second).me();

            assertThat(words.getLong(Layout.GENERATION_AT)).isEqualTo(generation + 1);
            assertThat(words.getLong(Layout.LAST_BOOT_AT))
                    .isEqualTo(Liveness.self().boot());
            assertThat(of(second).isDead(owner)).isTrue();
            assertThat(of(second).isDead(own)).isFalse();
        }

        @Test
        void nothingIsTouchedIfSomebodyLives() {
            long owner = of(first).me();
            Mapping words = second.file.mapping();
            long generation = words.getLong(Layout.GENERATION_AT);
            words.setLong(Layout.LAST_BOOT_AT, 42);

            of(second).me();

            assertThat(words.getLong(Layout.GENERATION_AT)).isEqualTo(generation);
            assertThat(of(second).isDead(owner)).isFalse();
        }
    }

    @Nested
    class Liveliness {
        @Test
        void knowsThisProcess() {
            Liveness self = Liveness.self();

            assertThat(self.verdict()).isEqualTo(Liveness.Verdict.RUNS);
            assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
        }

        @Test
        void isNotFooledByANumberThatIsUsedAgain() {
            Liveness self = Liveness.self();
            Liveness earlier = new Liveness(self.pid(), self.start() - 1, self.space(), self.boot());

            assertThat(earlier.verdict()).isEqualTo(Liveness.Verdict.GONE);
        }

        @Test
        void saysNothingOfOneThatCouldNotFindOutWhenItStarted() {
            Liveness self = Liveness.self();
            long parent = ProcessHandle.current().parent().orElseThrow().pid();

            assertThat(new Liveness(parent, 0, self.space(), self.boot()).verdict())
                    .isEqualTo(Liveness.Verdict.UNKNOWN);
            assertThat(new Liveness(parent, 1, self.space(), self.boot()).verdict())
                    .isEqualTo(Liveness.Verdict.GONE);
        }

        @Test
        void takesOnlyAMissingProcessForGone() {
            assertThat(Liveness.isGone(new NoSuchFileException("/proc/7/stat"))).isTrue();
            assertThat(Liveness.isGone(new IOException("No such process"))).isTrue();
            assertThat(Liveness.isGone(new FileSystemException("/proc/7/stat", null, "Too many open files")))
                    .isFalse();
            assertThat(Liveness.isGone(new AccessDeniedException("/proc/7/stat")))
                    .isFalse();
        }

        @Test
        void seesWhetherProcessesAreHiddenFromIt() {
            assertThat(Liveness.hidesProcesses("proc /proc proc rw,nosuid,nodev,noexec,relatime,hidepid=2 0 0"))
                    .isTrue();
            assertThat(Liveness.hidesProcesses("proc /proc proc rw,hidepid=invisible 0 0"))
                    .isTrue();
            assertThat(Liveness.hidesProcesses("proc /proc proc rw,hidepid=0 0 0"))
                    .isFalse();
            assertThat(Liveness.hidesProcesses("proc /proc proc rw,nosuid 0 0")).isFalse();
            assertThat(Liveness.hidesProcesses("proc /jail/proc proc rw,hidepid=2 0 0"))
                    .isFalse();
        }

        @Test
        void saysNothingOfAnotherSpaceAndKnowsThatAnotherBootIsOver() {
            Liveness self = Liveness.self();

            assertThat(new Liveness(self.pid(), self.start(), self.space() + 1, self.boot()).verdict())
                    .isEqualTo(Liveness.Verdict.UNKNOWN);
            assertThat(new Liveness(self.pid(), self.start(), self.space(), self.boot() + 1).verdict())
                    .isEqualTo(Liveness.Verdict.GONE);
        }
    }
}
