package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.SharedMemoryFileException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns what the file system says into the exceptions of this package. */
final class Failures {
    private Failures() {}

    /**
     * Names a failure.
     *
     * @param path the file that was asked for, which may not be the one that the cause names
     * @param what what was tried, for the message
     * @param cause the failure
     * @return the exception to throw
     */
    static SharedMemoryFileException of(Path path, String what, IOException cause) {
        Path directory = path.getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            return file(path, Reason.DIRECTORY_MISSING, what, "the directory " + directory, "none", "make it", cause);
        }
        if (cause instanceof NoSuchFileException) {
            return missing(path, what, cause);
        }
        if (cause instanceof FileAlreadyExistsException) {
            return exists(path, what, cause);
        }
        if (cause instanceof AccessDeniedException) {
            return file(
                    path,
                    Reason.NO_PERMISSION,
                    what,
                    "permission to read and write it, and to make files in its directory",
                    "none",
                    "check owner and mode of both",
                    cause);
        }
        return file(path, Reason.OTHER, what, "no failure", cause.toString(), "see the cause", cause);
    }

    static SharedMemoryFileException missing(Path path, String what, @Nullable IOException cause) {
        return file(path, Reason.MISSING, what, "a file", "none", "create it first, or use openOrCreate", cause);
    }

    static SharedMemoryFileException exists(Path path, String what, @Nullable IOException cause) {
        return file(
                path, Reason.EXISTS, what, "no file", "one", "open it, use openOrCreate, or delete it first", cause);
    }

    static SharedMemoryFileException unsafe(Path path, String type) {
        return file(
                path,
                Reason.UNSAFE_FILE_SYSTEM,
                "cannot be shared memory",
                "a file system of this machine",
                type,
                "choose a directory on a local disk or in memory; or, if all its users run on this machine, see"
                        + " SharedMemoryBuilder.allowUnsafeFileSystem",
                null);
    }

    static SharedMemoryFileException notRegular(Path path, String what, String found) {
        return file(path, Reason.NOT_A_REGULAR_FILE, what, "a regular file", found, "choose the path of a file", null);
    }

    static SharedMemoryFileException noSpace(Path path, long needed, String found, @Nullable IOException cause) {
        return file(
                path,
                Reason.NO_SPACE,
                "cannot be created",
                "room for " + needed + " bytes",
                found,
                "free some, choose another directory, or a smaller capacity",
                cause);
    }

    static SharedMemoryFileException replaced(Path path, String expected, String found) {
        return file(
                path,
                Reason.REPLACED,
                "the handle's memory is not there any more",
                expected,
                found,
                "keep the file while handles of it are on their way",
                null);
    }

    static SharedMemoryFileException usedBeside(Path path, Path sidecar, String user) {
        return file(
                path,
                Reason.USED_BESIDE,
                "cannot be used together with those that use it already",
                "the file beside it that they hold to say that they live",
                sidecar + ", which is another one; in use by " + user,
                "use the path that they use, or end them first: theirs was deleted, or is in another directory",
                null);
    }

    static SharedMemoryFileException gone(Path path, Reason reason, UUID uuid, SharedMemoryFileException cause) {
        return new SharedMemoryFileException(
                path,
                reason,
                "the handle's memory is not there any more",
                "the memory " + uuid,
                "no file",
                "keep the file while handles of it are on their way",
                cause);
    }

    private static SharedMemoryFileException file(
            Path path,
            Reason reason,
            String what,
            String expected,
            String found,
            String advice,
            @Nullable IOException cause) {
        return new SharedMemoryFileException(path, reason, what, expected, found, advice, cause);
    }
}
