package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Thrown when the file of a shared memory cannot be made, opened or found again. Nothing of it was changed. */
public final class SharedMemoryFileException extends SharedMemoryException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;

    SharedMemoryFileException(
            Path path,
            Reason reason,
            String what,
            String expected,
            String found,
            String advice,
            @Nullable Throwable cause) {
        super(path, what, expected, found, advice, cause);
        this.reason = requireNonNull(reason, "reason");
    }

    /**
     * Returns what is the matter with the file.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /** What can be the matter with a file. */
    public enum Reason {
        /** There is no such file. */
        MISSING,
        /** There is a file already, where a new one was to be made. */
        EXISTS,
        /** The directory that should hold the file does not exist. */
        DIRECTORY_MISSING,
        /** It is a directory, a pipe, a device, or something else that is no regular file. */
        NOT_A_REGULAR_FILE,
        /** This process may not read and write it, or may not make files beside it. */
        NO_PERMISSION,
        /** The disk, the quota or the memory file system is full; the half-made file is gone again. */
        NO_SPACE,
        /** A handle came whose file was replaced by another memory since. */
        REPLACED,
        /**
         * It is in use by processes that another file beside it says to live: they came by a link in another directory, or
         * somebody deleted their {@code .threeply-*.lck}. They and this process could not see each other's death.
         */
        USED_BESIDE,
        /** It is on a network file system, or one in user space, where processes may not see the same memory. */
        UNSAFE_FILE_SYSTEM,
        /** Any other failure of the file system; the cause has it. */
        OTHER
    }
}
