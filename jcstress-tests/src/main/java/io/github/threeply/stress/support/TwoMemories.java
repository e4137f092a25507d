package io.github.threeply.stress.support;

import io.github.threeply.ipc.shared.SharedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/**
 * One shared memory opened twice, as two processes would, in a file that has no name any more: nothing is left when the
 * JVM is killed.
 *
 * @param first what one process sees
 * @param second what the other process sees
 */
record TwoMemories(SharedMemory first, SharedMemory second) {

    static TwoMemories ofCapacity(long bytes) {
        SharedMemory first = SharedMemory.temporary(bytes);
        SharedMemory second = SharedMemory.open(first.path());
        try {
            Files.delete(first.path());
            Files.delete(first.path().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TwoMemories(first, second);
    }
}
