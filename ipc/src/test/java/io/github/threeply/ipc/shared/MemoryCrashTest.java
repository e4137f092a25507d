package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process dies after each store of an operation, one after another: others can always go on. */
@Timeout(600)
class MemoryCrashTest {
    @TempDir
    Path directory;

    private Path path;

    /** Runs an operation that dies after so many stores, and returns whether it did. */
    private boolean dies(String what, long after) throws Exception {
        try (ChildJvm child = ChildJvm.run(
                List.of("-Dthreeply.crashAfterStore=0", "-Xshare:auto"),
                System.getProperty("java.class.path"),
                MemberChild.class,
                "crash",
                path,
                what,
                after)) {
            int code = child.exitCode();
            assertThat(code).as("%s", child.output()).isIn(0, CrashPoint.EXIT_CODE);
            return code == CrashPoint.EXIT_CODE;
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void useIt(Lifetime lifetime) {
        try (SharedMemory memory = SharedMemory.builder().lifetime(lifetime).openOrCreate(path, 128);
                SharedMemory other = SharedMemory.open(path)) {
            memory.counter("a").increment();
            assertThat(other.counter("a").get()).isPositive();
            long owner = memory.file.membership().me();
            assertThat(other.file.membership().me()).isNotEqualTo(owner);
            assertThat(other.file.membership().isDead(owner)).isFalse();
        }
    }

    private int goThrough(String what, Lifetime lifetime, boolean existsBefore) throws Exception {
        for (int k = 1; ; k++) {
            path = Files.createDirectory(directory.resolve(what + k)).resolve("memory");
            if (existsBefore) {
                SharedMemory.builder()
                        .lifetime(Lifetime.PERSISTENT)
                        .create(path, 128)
                        .close();
            }
            boolean died = dies(what, k);

            useIt(lifetime);

            assertThat(files())
                    .as("after %d stores", k)
                    .filteredOn(name -> name.endsWith(".new"))
                    .hasSizeLessThan(2);
            if (lifetime == Lifetime.LAST_CLOSE) {
                assertThat(path).as("after %d stores", k).doesNotExist();
            }
            if (!died) {
                return k - 1;
            }
        }
    }

    @Test
    void inCreation() throws Exception {
        assertThat(goThrough("create", Lifetime.PERSISTENT, false)).isGreaterThan(3);
    }

    @Test
    void inCreationOfOneThatGoesWithItsLastUser() throws Exception {
        assertThat(goThrough("createPassing", Lifetime.LAST_CLOSE, false)).isGreaterThan(12);
    }

    @Test
    void inAClaim() throws Exception {
        assertThat(goThrough("claim", Lifetime.PERSISTENT, true)).isGreaterThan(8);
    }

    @Test
    void inLeaving() throws Exception {
        assertThat(goThrough("leave", Lifetime.PERSISTENT, true)).isPositive();
    }
}
