package io.github.threeply.ipc.shared;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The empty file beside a memory whose byte locks say which users live: the system frees them when a process ends,
 * however it ends. It bears the identity of the memory in its name, so a memory that replaces another has another.
 *
 * <p>A process loses <i>all</i> its locks of a file when it closes <i>any</i> channel of it, without being told. So this
 * class opens one channel per file in this JVM, which all users of the file share, does nothing with it but
 * {@code tryLock} and {@code release} (all else can close the channel of an interrupted thread), and closes it when the
 * last of them leaves and there is no lock to lose. A byte that this JVM has locked already is "held" like that of another.
 */
final class Sidecar {
    /** Held while the traces of the time before a reboot are removed. The bytes below are the slots'. */
    static final long RECOVERY_AT = (1L << 30) + 1;

    /** The users of all files; also guards the opening and closing of channels. */
    private static final Map<Key, Sidecar> OPEN = new HashMap<>();

    private record Key(Object file, UUID uuid) {
        static Key of(FileId file) {
            return new Key(file.key() == null ? file.path() : file.key(), file.uuid());
        }
    }

    private final Key key;
    private final Path path;
    private final FileChannel channel;
    private final long id;
    private int users;

    private Sidecar(Key key, Path path, FileChannel channel, long id) {
        this.key = key;
        this.path = path;
        this.channel = channel;
        this.id = id;
    }

    /** Where the sidecar of a memory is. */
    static Path pathOf(FileId file) {
        return file.path().resolveSibling(".threeply-" + file.uuid() + ".lck");
    }

    /** Returns the sidecar of a file, for one user more, who calls {@link #leave} in the end. */
    static Sidecar enter(FileId file) {
        synchronized (OPEN) {
            Key key = Key.of(file);
            Sidecar sidecar = OPEN.get(key);
            if (sidecar == null) {
                Path path = pathOf(file);
                try {
                    sidecar = Uninterrupted.run(() -> open(key, path, file.path()));
                } catch (IOException e) {
                    throw Failures.of(path, "cannot be opened to say who lives", e);
                }
                OPEN.put(key, sidecar);
            }
            sidecar.users++;
            return sidecar;
        }
    }

    private static Sidecar open(Key key, Path path, Path memory) throws IOException {
        boolean isNew = !Files.exists(path);
        FileChannel channel = FileChannel.open(path, Set.of(CREATE, WRITE));
        try {
            if (isNew) {
                copyPermissions(memory, path);
            }
            Object fileKey =
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return new Sidecar(key, path, channel, Liveness.hash(fileKey == null ? "" : fileKey.toString()));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whoever may use the memory may use its sidecar, whatever the mask of this process. */
    private static void copyPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView source = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        PosixFileAttributeView target = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (source != null && target != null && Files.exists(from)) {
            target.setPermissions(source.readAttributes().permissions());
        }
    }

    /** Ends the use by one user, who has released all its locks. */
    void leave() {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            OPEN.remove(key, this);
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger(Sidecar.class.getName())
                        .log(System.Logger.Level.DEBUG, () -> path + " could not be closed", e);
            }
        }
    }

    /** Tells this file from another one that may have taken its name; 0 if the system cannot tell. */
    long id() {
        return id;
    }

    Path path() {
        return path;
    }

    /** Locks a byte, or returns null if somebody has it: another process, or this one. */
    @Nullable FileLock tryLock(long position) throws IOException {
        try {
            return channel.tryLock(position, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    static void release(FileLock lock) {
        try {
            lock.release();
        } catch (ClosedChannelException e) {
            // The last user left, and all locks with it.
        } catch (IOException e) {
            System.getLogger(Sidecar.class.getName())
                    .log(System.Logger.Level.WARNING, "A byte of a sidecar could not be released", e);
        }
    }
}
