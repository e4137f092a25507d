package io.github.threeply.ipc.shared;

/**
 * What the contents of a shared memory survive. All of them survive any process, also one that is killed: what was stored is
 * with the operating system. It is chosen when the file is made, and cannot be changed.
 */
public enum Durability {
    /** Not a restart of the machine: a file from before it is deleted when somebody opens it, and counts as missing. */
    VOLATILE,

    /**
     * A restart in good order. After a loss of power the file holds what the system had written by then, each page for
     * itself. The default.
     */
    PROCESS,

    /**
     * Loss of power, up to the last {@link SharedMemory#force}: that, creation and {@link SharedMemory#close} return when all
     * is on the storage device. What was stored later may be lost, or there in part, since the system writes pages when and
     * in what order it likes: so a text, bytes or a record that was forced, and changed after that, can be found half old and
     * half new, or a queue with a place that nobody filled. What must be whole after a loss of power is forced, and then not
     * changed any more, as what is in a {@link SharedList}.
     */
    POWER
}
