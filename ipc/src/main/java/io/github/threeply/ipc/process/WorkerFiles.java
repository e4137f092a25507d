package io.github.threeply.ipc.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * The names of the files that workers of this JVM need or may leave in the temporary folder. All begin alike, and no
 * other JVM's do, so that {@link ParentGuard} can delete what is left when this JVM is killed.
 */
final class WorkerFiles {
    private static final String PREFIX = Path.of(
                    System.getProperty("java.io.tmpdir"), "threeply-worker-" + UUID.randomUUID() + "-")
            .toAbsolutePath()
            .toString();

    private WorkerFiles() {}

    /** How the full names begin. */
    static String prefix() {
        return PREFIX;
    }

    /** A name that is not taken. There is no such file. */
    static Path named(String end) {
        return Path.of(PREFIX + UUID.randomUUID() + end);
    }

    /** A new file that nobody else may read. */
    static Path write(String end, String text) throws IOException {
        Path file = create(end);
        Files.writeString(file, text);
        return file;
    }

    /** A new empty file that nobody else may read. */
    static Path create(String end) throws IOException {
        Path file = named(end);
        FileAttribute<?>[] ownerOnly =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        return Files.createFile(file, ownerOnly);
    }
}
