package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A cache needs jars, which this module is not while its tests run: so they pack it first. */
@ExtendWith(LeavesNothingBehind.class)
class StartCacheTest {
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Made once: making a cache takes a second. */
    @TempDir
    private static Path shared;

    private static List<Path> classPath;
    private static Path made;

    @TempDir
    Path folder;

    private String property;

    @BeforeAll
    static void makeOne() throws Exception {
        Path core = Jars.pack(Task.class, shared.resolve("core.jar"));
        Path ipc = Jars.pack(WorkerMain.class, shared.resolve("ipc.jar"));
        classPath = List.of(core, ipc, Jars.place(StartCacheTest.class));
        String before = System.getProperty(BootCache.PROPERTY, "");
        System.clearProperty(BootCache.PROPERTY);
        try (WorkerProcessPool pool = start(shared.resolve("made"), SOON)) {
            pool.submit(() -> {}).get(30, TimeUnit.SECONDS);
            await().atMost(LONG)
                    .until(() -> files(shared.resolve("made"), ".cache").size() == 1);
        } finally {
            System.setProperty(BootCache.PROPERTY, before);
        }
        made = files(shared.resolve("made"), ".cache").get(0);
    }

    @BeforeEach
    void allowCaches() throws IOException {
        property = System.getProperty(BootCache.PROPERTY, "");
        System.clearProperty(BootCache.PROPERTY);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void restore() {
        System.setProperty(BootCache.PROPERTY, property);
    }

    private static WorkerProcessPool start(Path cacheFolder, Duration delay, String... jvmArguments) {
        return WorkerProcessPool.builder()
                .workers(1)
                .classPath(classPath)
                .jvmArguments(jvmArguments)
                .bootCache(BootCache.in(cacheFolder).after(delay))
                .start();
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.toString().endsWith(end)).collect(Collectors.toList());
        }
    }

    /** What a worker of this pool has mapped of a folder. */
    private static boolean maps(WorkerProcessPool pool, Path file) throws Exception {
        String name = file.toString();
        return pool.submit(() -> Files.readString(Path.of("/proc/self/maps")).contains(name))
                .get(30, TimeUnit.SECONDS);
    }

    private static boolean runsQuietly(Path cacheFolder, String... jvmArguments) throws Exception {
        try (WorkerProcessPool pool = start(cacheFolder, NEVER, jvmArguments)) {
            long pid = pool.submit(() -> ProcessHandle.current().pid()).get(30, TimeUnit.SECONDS);
            return pool.workers().get(0).pid() == pid
                    && pool.core()
                            .placement()
                            .links()
                            .get(0)
                            .handle()
                            .stderrTail()
                            .isEmpty();
        }
    }

    @Test
    void aWorkerStartsFromTheCacheThatAnotherPoolMade() throws Exception {
        try (WorkerProcessPool pool = start(shared.resolve("made"), NEVER)) {
            assertThat(maps(pool, made)).isTrue();
        }
        try (WorkerProcess worker = WorkerProcess.builder("single")
                .classPath(classPath)
                .bootCache(BootCache.in(shared.resolve("made")))
                .start(c -> c.send(Files.readString(Path.of("/proc/self/maps"))))) {
            assertThat(worker.connection().receive(String.class)).contains(made.toString());
            worker.join();
        }
    }

    @Test
    void onlyItsOwnerCanReadACache() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.resolve("made"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-------");
    }

    @Test
    void nothingUnfinishedIsLeftInTheFolder() throws Exception {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(files(shared.resolve("made"), ""))
                        .extracting(path -> path.getFileName().toString())
                        .containsExactlyInAnyOrder(made.getFileName().toString(), "lock"));
    }

    @Test
    void aJvmOfAnotherKindIsNotGivenIt() throws Exception {
        try (WorkerProcessPool pool = start(shared.resolve("made"), NEVER, "-XX:+UseZGC")) {
            assertThat(maps(pool, made)).isFalse();
        }
        assertThat(runsQuietly(shared.resolve("made"), "-XX:+UseSerialGC")).isTrue();
    }

    @Test
    void aCacheThatIsNotWholeIsNotUsed() throws Exception {
        byte[] bytes = Files.readAllBytes(made);
        Path copy = folder.resolve(made.getFileName().toString());
        for (int i = bytes.length / 2; i < bytes.length / 2 + 4096; i++) {
            bytes[i] ^= 0x55;
        }
        Files.write(copy, bytes);

        try (WorkerProcessPool pool = start(folder, NEVER)) {
            assertThat(maps(pool, copy)).isFalse();
        }
        assertThat(runsQuietly(folder)).isTrue();
    }

    @Test
    void aCacheThatWasCutOffIsNotUsed() throws Exception {
        byte[] bytes = Files.readAllBytes(made);
        Path copy = folder.resolve(made.getFileName().toString());
        Files.write(copy, java.util.Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(runsQuietly(folder)).isTrue();
    }

    /** Such as of another machine's JDK: the key is right, the checksum too, and the JVM does not want it. */
    @Test
    void aCacheThatTheJvmRefusesIsPassedOverInSilence() throws Exception {
        Path strange = Files.write(folder.resolve("strange"), new byte[100_000]);
        String key = made.getFileName().toString().split("-", -1)[0];
        new StartCacheFolder(folder).publish(key, strange);

        assertThat(runsQuietly(folder)).isTrue();
    }

    @Test
    void aFolderThatOthersMayWriteToIsNotUsed() throws Exception {
        Path copy = Files.copy(made, folder.resolve(made.getFileName().toString()));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        try (WorkerProcessPool pool = start(folder, SOON)) {
            assertThat(maps(pool, copy)).isFalse();
            await().during(Duration.ofMillis(300)).until(() -> files(folder, "").size() == 1);
        }
    }

    @Test
    void theSystemPropertySwitchesItOff() throws Exception {
        System.setProperty(BootCache.PROPERTY, "off");

        try (WorkerProcessPool pool = start(shared.resolve("made"), SOON)) {
            assertThat(maps(pool, made)).isFalse();
        }
    }

    @Test
    void aPoolThatEndsSoonMakesNone() throws Exception {
        Path none = folder.resolve("none");
        try (WorkerProcessPool pool = start(none, NEVER)) {
            pool.submit(() -> {}).get(30, TimeUnit.SECONDS);
        }

        assertThat(none).doesNotExist();
    }

    @Test
    void theEndOfThePoolEndsTheMakingAtOnce() throws Exception {
        boolean inTime = false;
        // On a busy machine it may have been made before anybody sees that, and ends it.
        for (int tries = 0; tries < 10 && !inTime; tries++) {
            Path place = folder.resolve("try-" + tries);
            WorkerProcessPool pool = start(place, SOON);
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(LONG)
                    .until(() -> isMakingOne() || !files(place, ".cache").isEmpty());

            long start = System.nanoTime();
            pool.close();

            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
            await().atMost(LONG)
                    .until(() -> ProcessHandle.current().children().findAny().isEmpty());
            await().atMost(LONG)
                    .until(() ->
                            files(place, ".tmp").isEmpty() && !files(place, "").isEmpty());
            inTime = files(place, ".cache").isEmpty();
        }
        assertThat(inTime).isTrue();
    }

    private static boolean isMakingOne() {
        return ProcessHandle.current()
                .children()
                .anyMatch(each -> each.info().commandLine().orElse("").contains("threeply-boot-cache"));
    }

    @Test
    void aSecondMakerLeavesItToTheFirst() throws Exception {
        StartCacheFolder caches = new StartCacheFolder(folder);
        try (StartCacheFolder.Lock first = caches.tryLock()) {
            assertThat(first).isNotNull();
            assertThat(caches.tryLock()).isNull();
        }
        try (StartCacheFolder.Lock again = caches.tryLock()) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void theSweepKeepsTheLastUsed() throws Exception {
        StartCacheFolder caches = new StartCacheFolder(folder);
        for (int i = 0; i < 12; i++) {
            Path written = Files.write(caches.temporary("key" + i), new byte[] {(byte) i});
            Path cache = caches.publish("key" + i, written);
            Files.setLastModifiedTime(
                    cache,
                    java.nio.file.attribute.FileTime.from(
                            java.time.Instant.now().minus(Duration.ofHours(i))));
        }
        Files.write(caches.temporary("left"), new byte[1]);

        caches.sweep();

        assertThat(files(folder, ".cache")).hasSize(8);
        assertThat(caches.find("key0")).isNotNull();
        assertThat(caches.find("key11")).isNull();
        assertThat(files(folder, ".tmp")).isEmpty();
    }

    @Test
    void whatFailedIsNotTriedAgainSoon() throws Exception {
        StartCacheFolder caches = new StartCacheFolder(folder);
        assertThat(caches.hasFailed("key")).isFalse();

        caches.markFailed("key");

        assertThat(caches.hasFailed("key")).isTrue();
    }
}
