package io.github.threeply.ipc.shared;

import java.io.Serializable;

/**
 * A typed object in a {@link SharedMemory}: a handle, which is an argument to worker processes like any other. It travels
 * as the file, its identity and the name; the worker maps the file once and finds the same object.
 *
 * <p>A handle is not closed; closing its memory detaches this process from all of them, and each use of one throws
 * {@link SharedMemoryClosedException} from then on.
 *
 * <p><b>A handle that arrived</b> by deserialization belongs to no {@code SharedMemory}: its file stays mapped as long as
 * this process lives (if the file is deleted, as long as handles of it are in use), and closing a memory that was opened
 * here does not touch it. If its file is gone when it arrives, or is another one by now, the deserialization fails with a
 * {@link SharedMemoryFileException}.
 *
 * <p>Two handles are equal if they are of the same object of the same file, and of the same class.
 */
public interface SharedObject extends Serializable {

    /**
     * Returns the name under which the memory's directory has the object.
     *
     * @return the name
     */
    String name();
}
