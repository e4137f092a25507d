package io.github.threeply.ipc.shared;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The empty file beside a memory whose byte locks say which users live: the system frees them when a process ends,
 * however it ends. It bears the identity of the memory in its name, so a memory that replaces another has another.
 *
 * <p>A process loses <i>all</i> its locks of a file when it closes <i>any</i> channel of it, without being told. So this
 * class opens one channel per file in this JVM, which all users of the file share, does nothing with it but
 * {@code tryLock} and {@code release} (all else can close the channel of an interrupted thread), and closes it when the
 * last of them leaves and there is no lock to lose. Should the library be in this JVM more than once, in several class
 * loaders, each copy has a channel of its own, and none is closed as long as another is in use. A byte that this JVM has locked already is "held" like that of another.
 */
final class Sidecar {
    /** Held by who takes the memory out of the world. The bytes from 0 are the slots'. */
    static final long RETIREMENT_AT = 1L << 30;

    /** Held while the traces of the time before a restart of the machine are removed. */
    static final long RECOVERY_AT = RETIREMENT_AT + 1;

    /** From here on, a few bytes for each process, of which each copy of this class in that process holds one. */
    private static final long COPIES_AT = 1L << 29;

    private static final int COPIES = 8;
    private static final int ROUNDS = 100;
    private static final long MAX_PID = (1 << 24) - 1;

    /**
     * Guards the opening and closing of channels. All copies of this class in the JVM, in whatever class loaders, have this
     * one object.
     */
    private static final Object JVM = "io.github.threeply.ipc.shared.Sidecar".intern();

    /** Those that are open. Guarded by JVM. */
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
    private final AtomicReferenceArray<@Nullable Sleepers> neighbours = new AtomicReferenceArray<>(Layout.SLOT_COUNT);
    private final BellLine[] lines = new BellLine[Layout.SLOT_COUNT];
    private int users;
    private @Nullable FileLock ownCopy;

    private Sidecar(Key key, Path path, FileChannel channel, long id) {
        this.key = key;
        this.path = path;
        this.channel = channel;
        this.id = id;
        Arrays.setAll(lines, slot -> new BellLine());
    }

    /** Where the sidecar of a memory is: beside the file itself, whatever links lead to it. */
    static Path pathOf(FileId file) {
        Path real = file.path();
        try {
            if (Files.isSymbolicLink(real)) {
                real = real.toRealPath();
            }
        } catch (IOException e) {
            throw Failures.of(real, "cannot be followed to its file", e);
        }
        return real.resolveSibling(".threeply-" + file.uuid() + ".lck");
    }

    /** Returns the sidecar of a file, for one user more, who calls {@link #leave} in the end. */
    static Sidecar enter(FileId file) {
        synchronized (JVM) {
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
            sidecar.enter();
            return sidecar;
        }
    }

    /** Has the same users as the memory use this file. */
    void takePermissionsOf(Path memory) throws IOException {
        copyPermissions(memory, path);
    }

    /** Has the same users as the memory use a file. */
    void copyPermissionsTo(Path other) throws IOException {
        copyPermissions(path, other);
    }

    private static Sidecar open(Key key, Path path, Path memory) throws IOException {
        FileChannel channel = openOrCreate(path);
        try {
            copyPermissions(memory, path); // each time: those of the memory may have been changed
            Object fileKey =
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return new Sidecar(key, path, channel, hash(fileKey));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Not by CREATE, which is refused for one that is there and is another user's in a directory for temporary files: see
     * {@code fs.protected_regular}.
     */
    private static FileChannel openOrCreate(Path path) throws IOException {
        for (int round = 1; ; round++) {
            try {
                return FileChannel.open(path, WRITE);
            } catch (NoSuchFileException e) {
                // then we make it
            }
            try {
                return FileChannel.open(path, CREATE_NEW, WRITE);
            } catch (FileAlreadyExistsException e) {
                if (round == ROUNDS) {
                    throw e; // a link that leads to nothing: nobody deletes one that fast, again and again
                }
            }
        }
    }

    /** Whoever may use the memory may use its sidecar, whatever the mask of this process. */
    private static void copyPermissions(Path from, Path to) throws IOException {
        try {
            Map<String, Object> wanted = Files.readAttributes(from, "unix:gid,permissions");
            Map<String, Object> found = Files.readAttributes(to, "unix:gid,permissions");
            // The group first: or another one would have its rights for an instant.
            for (String attribute : List.of("gid", "permissions")) {
                Object value = wanted.get(attribute);
                if (value != null && !value.equals(found.get(attribute))) {
                    setIfOurs(to, "unix:" + attribute, value);
                }
            }
        } catch (FileSystemException e) {
            // The memory was deleted, so nobody new comes to it; or nobody can tell.
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            // There are no such permissions on this system.
        }
    }

    private static void setIfOurs(Path path, String attribute, Object value) throws IOException {
        try {
            Files.setAttribute(path, attribute, value);
        } catch (FileSystemException e) {
            // Another user's, who sets it when he opens it; or we are not of that group.
        }
    }

    /** Ends the use by one user, who has released all its locks. */
    void leave() {
        synchronized (JVM) {
            if (--users > 0) {
                return;
            }
            for (BellLine line : lines) {
                line.close();
            }
            if (ownCopy != null) {
                release(ownCopy);
                ownCopy = null;
            }
            if (isOpenInAnotherCopy()) {
                return; // to close it would free their locks; it stays open for our next user
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

    private void enter() {
        if (users++ == 0) {
            for (BellLine line : lines) {
                line.open();
            }
            try {
                for (int copy = 0; copy < COPIES && ownCopy == null; copy++) {
                    ownCopy = tryLock(copyAt(copy));
                }
            } catch (IOException e) {
                users--;
                throw Failures.of(path, "cannot be locked to say who lives", e);
            }
        }
    }

    private static long copyAt(int copy) {
        return COPIES_AT + (ProcessHandle.current().pid() & MAX_PID) * COPIES + copy;
    }

    private boolean isOpenInAnotherCopy() {
        for (int copy = 0; copy < COPIES; copy++) {
            try {
                FileLock lock = channel.tryLock(copyAt(copy), 1, false);
                if (lock != null) {
                    release(lock);
                }
            } catch (OverlappingFileLockException e) {
                return true;
            } catch (IOException e) {
                return false;
            }
        }
        return false;
    }

    /** Whether it has lost its name, perhaps to another file, and we are its only user, so that it can be let go. */
    boolean isReplaced() {
        synchronized (JVM) {
            try {
                return users == 1
                        && hash(Files.readAttributes(path, BasicFileAttributes.class)
                                        .fileKey())
                                != id;
            } catch (NoSuchFileException e) {
                // Whoever comes next makes a new one, and must find us there; but nobody can where the folder has gone
                // too.
                Path folder = path.toAbsolutePath().getParent();
                return folder != null && Files.isDirectory(folder);
            } catch (IOException e) {
                return false; // nobody can tell; no other comes either
            }
        }
    }

    /**
     * An even number, 0 only for nothing. Made of the inode's number alone: that of the device changes when a file system is
     * mounted anew, as in each container, and while somebody has the file open no other gets its inode.
     */
    private static long hash(@Nullable Object fileKey) {
        String key = fileKey == null ? "" : fileKey.toString();
        long hash = fileKey == null ? 0 : Liveness.hash(key.substring(Math.max(0, key.indexOf("ino="))));
        return hash == 1 ? 2 : hash & ~1;
    }

    /** Deletes the file, which stays good for those that have it open. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
        Mapping.stored();
    }

    /** Tells this file from another one that may have taken its name; 0 if the system cannot tell. */
    long id() {
        return id;
    }

    Path path() {
        return path;
    }

    /** Whether this JVM has a sidecar open: then no other channel of it may be closed here. */
    static boolean isOpenHere(Path path) {
        synchronized (JVM) {
            return OPEN.values().stream().anyMatch(open -> open.path.equals(path));
        }
    }

    /** The sleepers of users in this JVM, by slot. */
    AtomicReferenceArray<@Nullable Sleepers> neighbours() {
        return neighbours;
    }

    /** The connection to the bell of a slot's user. */
    BellLine line(int slot) {
        return lines[slot];
    }

    /** Where the bell of a slot's user is. */
    Path bellPath(int slot, long kind) {
        String name = ".threeply-" + key.uuid + "." + slot;
        return kind == SlotTable.BELL_BESIDE
                ? path.resolveSibling(name)
                : Path.of(System.getProperty("java.io.tmpdir"), name);
    }

    /** Locks a byte, or returns null if somebody has it: another process, or this one. */
    @Nullable
    FileLock tryLock(long position) throws IOException {
        return tryLock(position, 1);
    }

    /** Locks some bytes, or returns null if somebody has one of them. */
    @Nullable
    FileLock tryLock(long position, int bytes) throws IOException {
        try {
            return channel.tryLock(position, bytes, false);
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
