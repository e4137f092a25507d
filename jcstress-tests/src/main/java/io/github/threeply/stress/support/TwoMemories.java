package io.github.threeply.stress.support;

import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.ipc.shared.SharedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One shared memory opened twice, as two processes would, in a file that has no name any more: nothing is left when the
 * JVM is killed.
 *
 * @param first what one process sees
 * @param second what the other process sees
 */
record TwoMemories(SharedMemory first, SharedMemory second) {

    private static final int BYTES_OF_A_LOCK = 1024;

    static TwoMemories ofCapacity(long bytes) {
        SharedMemory first = SharedMemory.temporary(bytes + BYTES_OF_A_LOCK);
        SharedMemory second = SharedMemory.open(first.path());
        becomeUser(first);
        becomeUser(second);
        Path directory = first.path().getParent();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TwoMemories(first, second);
    }

    /** Whoever first waits, or owns something, opens a file beside the memory; there must be a place for it still. */
    private static void becomeUser(SharedMemory memory) {
        SharedLock lock = memory.lock("taken by all");
        lock.lock();
        lock.unlock();
    }
}
