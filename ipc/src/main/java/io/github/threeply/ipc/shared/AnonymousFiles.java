package io.github.threeply.ipc.shared;

import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Where memories without a name of their own are: a directory of this user alone, in memory if there is such a place and
 * room, else with the other temporary files.
 */
final class AnonymousFiles {
    static final Path IN_MEMORY = Path.of("/dev/shm");
    private static final String SUFFIX = ".anonymous";
    private static final Set<PosixFilePermission> OURS = Set.of(OWNER_READ, OWNER_WRITE, OWNER_EXECUTE);

    private AnonymousFiles() {}

    /** Returns a free path, after deleting what killed processes left. */
    static Path newPath(long capacityBytes) {
        Path place = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        try {
            if (Files.isWritable(IN_MEMORY) && Files.getFileStore(IN_MEMORY).getUsableSpace() / 2 > capacityBytes) {
                place = IN_MEMORY;
            }
            Path directory = directoryIn(place);
            sweep(directory);
            return directory.resolve(UUID.randomUUID() + SUFFIX);
        } catch (IOException e) {
            throw Failures.of(place.resolve("threeply"), "cannot be made for memories without a name", e);
        }
    }

    /** Returns the directory of this user, and makes it if need be. What belongs to somebody else is not used. */
    private static Path directoryIn(Path place) throws IOException {
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9_-]", "_");
        Path directory = place.resolve("threeply-" + user);
        boolean posix = place.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] own =
                posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OURS)} : new FileAttribute<?>[0];
        try {
            return Files.createDirectory(directory, own);
        } catch (FileAlreadyExistsException e) {
            return !posix || isOurs(directory) ? directory : Files.createTempDirectory(place, "threeply-");
        }
    }

    /** Whether nobody else could have put anything there. We are who owns what we make. */
    private static boolean isOurs(Path directory) throws IOException {
        PosixFileAttributes there =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Path probe = Files.createTempFile("threeply-", ".probe");
        try {
            return there.isDirectory()
                    && OURS.equals(there.permissions())
                    && there.owner().equals(Files.getOwner(probe));
        } finally {
            Files.delete(probe);
        }
    }

    /** Opens and closes what is there: whoever closes a memory as its last user deletes it. */
    private static void sweep(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                try {
                    MemoryFile.open(file, MemoryFile.WINDOW_SHIFT, true).detach();
                } catch (SharedMemoryException e) {
                    System.getLogger(AnonymousFiles.class.getName())
                            .log(System.Logger.Level.DEBUG, () -> file + " was not looked at", e);
                }
            }
        }
    }
}
