package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.nio.file.Path;

/** Thrown when a file is no shared memory that this version can use. The file was not changed. */
public final class SharedMemoryFormatException extends SharedMemoryException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;

    SharedMemoryFormatException(Path path, Reason reason, String expected, String found, String advice) {
        super(path, reason.what, expected, found, advice, null);
        this.reason = requireNonNull(reason, "reason");
    }

    /**
     * Returns what is wrong with the content.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /** What can be wrong with the content of a file. */
    public enum Reason {
        /** It does not start as a shared memory does. */
        NOT_SHARED_MEMORY("not a shared memory of Threeply"),
        /** Its byte order is not the one of the format. */
        BYTE_ORDER("its byte order is foreign"),
        /** Its major version is another. */
        VERSION("its format version is another"),
        /** It uses features that this version does not know. */
        FEATURE("it uses features that this version does not know"),
        /** It is shorter than its header says. */
        CUT("it was cut"),
        /** It is longer than its header says. */
        SIZE("its size is wrong"),
        /** It holds less than was asked for. */
        CAPACITY("it is too small"),
        /** It was never finished: its creator still works on it, or died. */
        HALF_MADE("it is half made"),
        /** Its header or its directory contradicts its checksum or itself. */
        DAMAGED("it is damaged");

        final String what;

        Reason(String what) {
            this.what = what;
        }
    }
}
