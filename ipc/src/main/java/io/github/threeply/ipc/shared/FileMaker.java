package io.github.threeply.ipc.shared;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * Makes the file of a new memory, so that nobody ever opens half of one.
 *
 * <p>It is built under a name of its own in the same directory, down to the last byte, and then gets its real name by a
 * hard link. To link is one step of the file system, and fails if the name is taken: of several creators one wins. (To
 * rename would be one step too, but it replaces.) A creator that is killed leaves at most the file under the other name,
 * which starts with a dot, ends in {@code .new}, and is in nobody's way.
 *
 * <p><b>Without hard links</b> the file is built under its real name, and its state says READY as the last of all. Then
 * a creator that is killed leaves a file that is refused as half made, for ever: somebody has to delete it.
 *
 * <p>Every byte is written before the file is mapped. A sparse file would be quicker to make, but a store into a hole of
 * a full disk is a signal that no one can answer, while a write that finds no room is an {@link IOException}.
 */
final class FileMaker {
    /** From here on it asks for the room first: to find out by writing fills the disk for everybody, as long as it takes. */
    private static final long ASK_FIRST_BYTES = 16 << 20;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    /** Gives a finished file its name. Tests put in one that cannot. */
    interface Publisher {
        /**
         * Links.
         *
         * @throws FileAlreadyExistsException if the name is taken
         * @throws UnsupportedOperationException if there are no links here
         */
        void publish(Path finished, Path name) throws IOException;
    }

    static final Publisher HARD_LINK = (finished, name) -> Files.createLink(name, finished);

    static final Set<PosixFilePermission> OWNER_ONLY =
            Set.copyOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private final Path path;
    private final Header header;
    private final Set<PosixFilePermission> permissions;
    private final Publisher publisher;

    private FileMaker(Path path, Header header, Set<PosixFilePermission> permissions, Publisher publisher) {
        this.path = path;
        this.header = header;
        this.permissions = permissions;
        this.publisher = publisher;
    }

    /** Makes a file with what is chosen where nothing is said. */
    static UUID make(Path path, long capacity, Publisher publisher) {
        return make(path, Header.of(capacity, Traits.DEFAULT), OWNER_ONLY, publisher);
    }

    /**
     * Makes a file.
     *
     * @param path its absolute path
     * @param header its header
     * @param permissions who may do what with it, where there are such permissions
     * @param publisher how to give it its name
     * @return the identity in its header
     */
    static UUID make(Path path, Header header, Set<PosixFilePermission> permissions, Publisher publisher) {
        FileMaker maker = new FileMaker(path, header, permissions, publisher);
        try {
            return Uninterrupted.run(maker::makeOnce);
        } catch (IOException e) {
            throw Failures.of(path, "cannot be created", e);
        }
    }

    private UUID makeOnce() throws IOException {
        // At once, rather than after writing it all. A link to nothing takes the name too.
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw Failures.exists(path, "cannot be created", null);
        }
        if (header.fileBytes() > ASK_FIRST_BYTES) {
            long free = Files.getFileStore(path.getParent()).getUsableSpace();
            if (free > 0 && free < header.fileBytes()) { // 0 may mean that nobody knows; then the writes tell
                throw Failures.noSpace(path, header.fileBytes(), free + " bytes", null);
            }
        }
        Path building = path.resolveSibling(".threeply-" + header.uuid() + ".new");
        try {
            build(building);
            publisher.publish(building, path);
            step();
            if (header.traits().durability() == Durability.POWER) {
                Storage.forceDirectoryOf(path);
            }
            return header.uuid();
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // No link, and the name is free: no links on this file system, or a real trouble that comes up again below.
            if (!Files.exists(building)) {
                throw e;
            }
        } finally {
            Files.deleteIfExists(building);
        }
        build(path);
        return header.uuid();
    }

    /** Makes the file under a name that must be free, and takes it away again if that fails. */
    private void build(Path name) throws IOException {
        try (FileChannel channel = FileChannel.open(name, Set.of(CREATE_NEW, READ, WRITE), ownerOnly(name))) {
            step();
            try {
                if (!permissions.equals(OWNER_ONLY)) {
                    // Not when it is made: what is asked for then is cut by the mask of this process.
                    Files.setPosixFilePermissions(name, permissions);
                }
                write(channel);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(name);
                throw e;
            }
        }
    }

    private void write(FileChannel channel) throws IOException {
        try {
            writeFully(channel, header.toBytes());
            long left = header.fileBytes() - Layout.HEADER_BYTES;
            while (left > 0) {
                ByteBuffer zeros = ZEROS.duplicate();
                zeros.limit((int) Math.min(left, zeros.capacity()));
                left -= zeros.limit();
                writeFully(channel, zeros);
            }
            // Last of all, for those who can see the file already: the system writes in the order of the calls, and who
            // reads READY with acquire (MemoryFile) sees what was written before.
            channel.position(Layout.STATE_AT);
            writeFully(
                    channel,
                    ByteBuffer.allocate(Long.BYTES).order(LITTLE_ENDIAN).putLong(0, Layout.READY));
            if (header.traits().durability() == Durability.POWER) {
                channel.force(true);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw spaceIsShort(e);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
            step();
        }
    }

    private static void step() {
        if (CrashPoint.ON) {
            CrashPoint.stored();
        }
    }

    /** Finds out whether a write failed for want of room. The system's text may be in any language, so it asks. */
    private IOException spaceIsShort(IOException failure) throws IOException {
        FileStore store = Files.getFileStore(path.getParent());
        long free = store.getUsableSpace();
        String text = String.valueOf(failure.getMessage());
        if (free < header.fileBytes() || text.contains("No space left") || text.contains("quota")) {
            throw Failures.noSpace(path, header.fileBytes(), free + " bytes (" + text + ")", failure);
        }
        return failure;
    }

    /** Other users must ask: the owner can widen the mode once the file is there. */
    private static FileAttribute<?>[] ownerOnly(Path name) throws IOException {
        if (!name.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)};
    }
}
