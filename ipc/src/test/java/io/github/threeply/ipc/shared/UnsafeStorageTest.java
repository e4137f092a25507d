package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.ipc.shared.SharedMemoryFileException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of the network is refused wherever a file is made or opened, unless it was asked for. */
class UnsafeStorageTest {
    @TempDir
    Path directory;

    private Object device;
    private @Nullable String before;

    @BeforeEach
    void look() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("unix"), "no devices here");
        device = Files.getAttribute(directory, "unix:dev");
        before = Storage.TYPES.get(device);
    }

    @AfterEach
    void endThePretence() {
        if (before == null) {
            Storage.TYPES.remove(device);
        } else {
            Storage.TYPES.put(device, before);
        }
    }

    /** From now on the directory looks as if it were on another machine. */
    private void pretendNetwork() {
        Storage.TYPES.put(device, "nfs4");
    }

    private Path path() {
        return directory.resolve("memory").toAbsolutePath();
    }

    private static SharedMemoryBuilder allowed() {
        return SharedMemory.builder().allowUnsafeFileSystem();
    }

    private void assertRefused(ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(SharedMemoryFileException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.UNSAFE_FILE_SYSTEM);
                    assertThat(e.found()).isEqualTo("nfs4");
                })
                .hasMessageContainingAll(path().toString(), "allowUnsafeFileSystem");
    }

    @Test
    void refusesToMakeAFileThere() throws IOException {
        pretendNetwork();

        assertRefused(() -> SharedMemory.create(path(), 128));
        assertRefused(() -> SharedMemory.openOrCreate(path(), 128));
        assertRefused(() -> SharedMemory.builder().lifetime(Lifetime.LAST_CLOSE).create(path(), 128));

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void refusesToOpenAFileThere() {
        SharedMemory.create(path(), 128).close();
        pretendNetwork();

        assertRefused(() -> SharedMemory.open(path()));
        assertRefused(() -> SharedMemory.builder().open(path()));
        assertRefused(() -> SharedMemory.openOrCreate(path(), 128));
    }

    @Test
    void makesAndOpensItIfThatWasAskedFor() {
        pretendNetwork();

        for (Lifetime lifetime : Lifetime.values()) {
            try (SharedMemory memory = allowed().lifetime(lifetime).create(path(), 128);
                    SharedMemory other = allowed().open(path())) {
                memory.counter("a").increment();
                assertThat(other.counter("a").get()).isEqualTo(1);
                assertRefused(() -> SharedMemory.open(path()));
                memory.retire();
            }
        }
        allowed().openOrCreate(path(), 128).close();
    }

    @Test
    void aHandleBringsThePermissionAlong() throws Exception {
        pretendNetwork();
        try (SharedMemory memory = allowed().create(path(), 128)) {
            byte[] sent = write(memory.counter("a"));

            assertThatCode(() -> read(sent)).doesNotThrowAnyException();
        }
    }

    @Test
    void refusesAHandleWithoutThePermission() throws Exception {
        try (SharedMemory memory = SharedMemory.create(path(), 128)) {
            byte[] sent = write(memory.counter("a"));
            pretendNetwork();

            assertRefused(() -> read(sent));
        }
    }

    private static byte[] write(Object handle) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(handle);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] form) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(form))) {
            return in.readObject();
        }
    }
}
