package io.github.threeply.ipc.shared;

import java.io.Serializable;

/**
 * A typed object in a {@link SharedMemory}: a handle, which is an argument to worker processes like any other. It travels
 * as the file, its identity and the name; the worker maps the file once and finds the same object.
 *
 * <p>A handle is not closed; closing its memory detaches this process from all of them.
 */
public interface SharedObject extends Serializable {

    /**
     * Returns the name under which the memory's directory has the object.
     *
     * @return the name
     */
    String name();
}
