package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All users of a file go by the same sidecar. */
@Timeout(300)
class OneSidecarTest {
    private static final String REFUSED = "USED_BESIDE";

    @TempDir
    Path directory;

    private Path path;
    private SharedMemory memory;

    @BeforeEach
    void open() {
        path = directory.resolve("memory").toAbsolutePath();
        memory = SharedMemory.create(path, 4096);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private Path sidecar() {
        return Sidecar.pathOf(memory.file.id());
    }

    private static ChildJvm child(Path path) throws IOException {
        return ChildJvm.run(List.of(), System.getProperty("java.class.path"), ExitChild.class, "claimOrTell", path);
    }

    @Test
    void refusesAUserThatComesByALinkInAnotherDirectory() throws Exception {
        Path link = Files.createDirectory(directory.resolve("other")).resolve("link");
        Files.createLink(link, path);
        memory.file.membership().me();

        try (ChildJvm child = child(link)) {
            assertThat(child.line()).isEqualTo(REFUSED);

            memory.close();
            assertThat(child.go().line()).isEqualTo("claimed");
        }
    }

    @Test
    void refusesAUserAfterTheSidecarWasDeletedUntilThoseThatHaveItAreGone() throws Exception {
        memory.file.membership().me();
        Files.delete(sidecar());

        try (ChildJvm child = child(path)) {
            assertThat(child.line()).isEqualTo(REFUSED);

            memory.close();
            assertThat(child.go().line()).isEqualTo("claimed");
        }
    }

    @Test
    void doesNotCountThoseThatDied() throws Exception {
        try (ChildJvm first =
                ChildJvm.run(List.of(), System.getProperty("java.class.path"), MemberChild.class, "claim", path)) {
            assertThat(first.line()).isNotEmpty();
            first.kill();
        }
        Files.delete(sidecar());

        assertThat(memory.file.membership().me()).isNotZero();
    }

    @Test
    void goesOnFromOneWhoDiedInTheMiddle() {
        memory.file.mapping().setLong(Layout.SIDECAR_AT, 42 | 1);

        long me = memory.file.membership().me();

        assertThat(me).isNotZero();
        assertThat(memory.file.mapping().getLong(Layout.SIDECAR_AT))
                .isEqualTo(memory.file.membership().sidecar().id());
    }

    /** It was opened before, to see whether somebody lives; who comes next would make a new one and never find us. */
    @Test
    void isMadeAnewByWhoFindsItDeletedBeforeItsClaim() throws Exception {
        memory.file.membership().sidecar();
        Files.delete(sidecar());

        memory.file.membership().me();

        assertThat(sidecar()).exists();
    }

    @Test
    void leavesASlotAloneThatSomebodyClaimsThroughAnotherSidecar() {
        long word = Long.MIN_VALUE | 0x1234L << 48 | 5;
        memory.file.mapping().setLong(Layout.HEADER_BYTES, word);

        long me = memory.file.membership().me();

        assertThat(Membership.slot(me)).isEqualTo(1);
        assertThat(memory.file.mapping().getLong(Layout.HEADER_BYTES)).isEqualTo(word);
    }

    @Test
    void takesTheSlotOfOneWhoDiedInAClaimThroughThisSidecar() {
        long id = memory.file.membership().sidecar().id();
        memory.file.mapping().setLong(Layout.HEADER_BYTES, Long.MIN_VALUE | id << 48 | 5);

        long me = memory.file.membership().me();

        assertThat(Membership.slot(me)).isZero();
        assertThat(me >>> 16).isEqualTo(6);
        assertThat(memory.file.mapping().getLong(Layout.HEADER_BYTES)).isEqualTo(6);
    }

    /** As one does who is about to delete the memory, and was stopped in the middle of it. */
    @Test
    void waitsForSlotsThatAreFreeButForTheirBytes() throws Exception {
        boolean waited = false;
        // It waits for no longer than a busy machine may stop the thread that releases them: one of some tries must do.
        for (int tries = 0; tries < 8 && !waited; tries++) {
            FileLock all = memory.file.membership().sidecar().tryLock(0, Layout.SLOT_COUNT);
            assertThat(all).isNotNull();
            Thread releases = new Thread(() -> {
                Uninterrupted.pause(this, Duration.ofMillis(400).toNanos());
                Sidecar.release(all);
            });
            releases.start();
            try (SharedMemory other = SharedMemory.open(path)) {
                other.file.membership().me();
                waited = true;
            } catch (SharedMemoryException e) {
                waited = false; // released too late
            }
            releases.join(60_000);
        }
        assertThat(waited).isTrue();
    }

    @Test
    void pausesInAnInterruptedThreadToo() {
        Thread.currentThread().interrupt();
        long start = System.nanoTime();

        Uninterrupted.pause(this, Duration.ofMillis(20).toNanos());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    }
}
