package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One file with several users in this JVM, each as good as a process; any of them can die. */
final class SyncUsers implements AutoCloseable {
    private final Path directory;
    private final List<SharedMemory> all = new ArrayList<>();
    final SharedMemory one;
    final SharedMemory other;

    SyncUsers(long capacity) {
        try {
            directory = Files.createTempDirectory("sync-users-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        one = SharedMemory.create(directory.resolve("memory"), capacity);
        all.add(one);
        other = another();
    }

    /** Opens the file once more. */
    SharedMemory another() {
        SharedMemory memory = SharedMemory.open(one.path());
        all.add(memory);
        return memory;
    }

    /** Ends a user as a kill does: nothing in the file is put right. */
    static void kill(SharedMemory memory) {
        TwoUsers.kill(memory);
    }

    @Override
    public void close() {
        for (int i = all.size(); i > 0; i--) {
            all.get(i - 1).close();
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
