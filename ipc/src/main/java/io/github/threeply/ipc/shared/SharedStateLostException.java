package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.nio.file.Path;

/**
 * Thrown when the pages behind a shared memory are gone: somebody cut the file, or the storage failed. Whether the
 * operation took effect is unknown, and from now on every use of the memory in this process throws this.
 *
 * <p>Java turns the signal of a missing page into an error for reads, stores and additions. A compare-and-set that meets
 * the missing page in interpreted code can still end the JVM; every one here reads the word first, which makes that
 * improbable, not impossible. The library itself never shortens a file.
 */
public final class SharedStateLostException extends SharedMemoryException {
    @Serial
    private static final long serialVersionUID = 1;

    SharedStateLostException(Path path, String expected, String found, InternalError cause) {
        super(
                path,
                "the mapped state was lost",
                expected,
                found,
                "never shorten the file of a shared memory: delete it and create another",
                cause);
    }
}
