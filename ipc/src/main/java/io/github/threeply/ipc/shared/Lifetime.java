package io.github.threeply.ipc.shared;

/** How long the file of a shared memory stays. It is chosen when the file is made, and cannot be changed. */
public enum Lifetime {
    /** Until somebody deletes it, or calls {@link SharedMemory#retire}. The default. */
    PERSISTENT,

    /**
     * Until the {@link SharedMemory} that created it is closed. Those that have the file open then go on with it, but
     * nobody can open it any more, nor does a handle arrive that is on its way then. If the process that created it is killed, the next user that closes it deletes it.
     */
    OWNER,

    /**
     * Until its last user closes it, whoever that is; handles that were sent and have not arrived count as users as long as
     * their sender runs. That holds for 256 handles of one sender at a time: if more are on their way, those beyond do not
     * count. One that is serialized and never read counts until the process of its sender ends. Users are counted by who lives, so one that is killed counts no longer. If the last of all is
     * killed, the file stays until somebody opens and closes it.
     */
    LAST_CLOSE
}
