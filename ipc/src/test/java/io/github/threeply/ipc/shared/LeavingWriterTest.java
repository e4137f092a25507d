package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user of a memory leaves while one of its threads writes a value, wherever that thread is just then. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeavingWriterTest {
    @TempDir
    Path directory;

    @Test
    void nothingIsWrittenByOneWhoseUserHasLeft() throws Exception {
        try (ChildJvm child = ChildJvm.run(
                List.of("-Dthreeply.crashAfterStore=0"),
                System.getProperty("java.class.path"),
                LeavingWriter.class,
                directory)) {
            // The owner word, the version that is begun, eight words, the version, and the owner word again.
            for (String way : List.of("set", "update", "set, mapping lost")) {
                assertThat(child.line()).isEqualTo(way + ": 12 stores, waited for 9");
            }
            assertThat(child.exitCode()).isZero();
        }
    }

    @Test
    void aThreadThatHasLeftAndEndedIsNotTakenForOneThatHasEndedInside() throws Exception {
        try (SharedMemory memory = SharedMemory.create(directory.resolve("memory"), 1 << 16)) {
            Presence presence = memory.file.presences().add(0);
            Thread first = inThread(() -> {
                presence.enter();
                presence.exit();
            });
            Thread second = inThread(presence::enter);

            assertThat(presence.hasEndedInside(first)).isFalse();
            assertThat(presence.hasEndedInside(second)).isTrue();
        }
    }

    private static Thread inThread(Runnable body) throws InterruptedException {
        Thread thread = new Thread(body);
        thread.start();
        thread.join();
        return thread;
    }
}
