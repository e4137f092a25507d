package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.nio.file.Path;

/**
 * Thrown when the pages behind a shared memory are gone: somebody cut the file, or the storage failed. Whether the
 * operation took effect is unknown, and from now on every use of the memory in this process throws this.
 *
 * <p>It is thrown where the JVM reports the missing page inside of the operation. The JVM need not: in compiled code it
 * may report it later in the same thread, as an {@link InternalError} about "a recent unsafe memory access operation",
 * from whatever line runs then; JDK 17 does so nearly always. And a compare-and-set that meets the missing page in
 * interpreted code can end the JVM; every one here reads the word first, which makes that improbable, not impossible.
 * So the defence is not to shorten the file: the library never does, and has all of it written when it is created.
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
