package io.github.threeply.ipc.shared;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One file, opened and mapped once: what stands behind a {@link SharedMemory}, or behind the handles that came from
 * other processes. The channel is closed as soon as the file is mapped, so it costs no descriptor.
 */
final class MemoryFile {
    /** Windows of 1 GiB. Tests take smaller ones, to see what happens at their borders. */
    static final int WINDOW_SHIFT = 30;

    private static final int ROUNDS = 100;

    private final Header header;
    private final Mapping mapping;
    private final Directory directory;
    private final Membership membership;
    private final Waits waits;
    private final Presences presences;
    private final Map<Long, Object> locals = new ConcurrentHashMap<>();
    private volatile boolean leaving;

    /** Held by who takes the windows away and leaves, so that another who does that returns when it is done. */
    private final Object lastSteps = new Object();

    private final MemoryEnd end;
    private final Cleaner.Cleanable ending;

    private MemoryFile(Header header, Mapping mapping, Directory directory, Membership membership) {
        this.header = header;
        this.mapping = mapping;
        this.directory = directory;
        this.membership = membership;
        this.waits = new Waits(mapping, membership);
        this.presences = new Presences(mapping, membership);
        this.end = new MemoryEnd(mapping.file(), membership, waits);
        this.ending = end.of(this);
    }

    Header header() {
        return header;
    }

    Mapping mapping() {
        return mapping;
    }

    /** This user of the file among the others. */
    Membership membership() {
        return membership;
    }

    Waits waits() {
        return waits;
    }

    /** Who in this process is where this user must not leave. */
    Presences presences() {
        return presences;
    }

    /** What the handles of one object share, if it has something to put right in the file before this user leaves it. */
    interface Guest {
        /**
         * Called before all others: says to the threads of this process that this user is about to leave. Nothing may be
         * asked of the file.
         *
         * @return whether a thread may miss it unless all are {@linkplain LonePassage#orderAllThreads ordered}
         */
        default boolean leaving() {
            return false;
        }

        /** Called while other threads of this process may still be at work. */
        default void beforeDetach() {}

        /**
         * Called when no thread of this process can do anything through the handles any more.
         *
         * @param remaining the words of the file, for the last time
         * @param me who we were, or {@link Membership#NOBODY}
         */
        default void afterDetach(Mapping remaining, long me) {}
    }

    /**
     * Returns what the handles of one object share in this process, and makes it if this is the first of them.
     *
     * @param offset where the object's content is
     */
    <T> T local(long offset, Class<T> type, Supplier<T> first) {
        T local = type.cast(locals.computeIfAbsent(offset, key -> first.get()));
        // After it is there, as the other way round in detach(): it is told, or nobody gets it.
        if (leaving) {
            throw new SharedMemoryClosedException(id().path());
        }
        return local;
    }

    Directory directory() {
        return directory;
    }

    FileId id() {
        return mapping.file();
    }

    static Path absolute(Path path) {
        if (!path.getFileSystem().equals(FileSystems.getDefault())) {
            throw new IllegalArgumentException(
                    "path must be of the default file system, which alone can map files, but " + path + " is of "
                            + path.getFileSystem());
        }
        return path.toAbsolutePath();
    }

    void force() {
        mapping.force();
    }

    static MemoryFile open(Path path, int windowShift) {
        return open(path, windowShift, false);
    }

    /** Opens a file; {@code anyFileSystem} if it need not be a local one. */
    static MemoryFile open(Path path, int windowShift, boolean anyFileSystem) {
        try {
            return Uninterrupted.run(() -> openOnce(path, path, windowShift, anyFileSystem));
        } catch (IOException e) {
            throw Failures.of(path, "cannot be opened", e);
        }
    }

    /** Opens a file that does not have its name yet. */
    static MemoryFile openUnnamed(Path building, Path name, int windowShift) throws IOException {
        return openOnce(building, name, windowShift, true);
    }

    private static MemoryFile openOnce(Path place, Path path, int windowShift, boolean anyFileSystem)
            throws IOException {
        for (int round = 1; ; round++) {
            MemoryFile file = openUnlessReplaced(place, path, windowShift, anyFileSystem);
            if (file != null) {
                return file;
            }
            if (round == ROUNDS) {
                throw new IOException("another file took its place, again and again, in the middle of it");
            }
        }
    }

    private static @Nullable MemoryFile openUnlessReplaced(
            Path place, Path path, int windowShift, boolean anyFileSystem) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(place, BasicFileAttributes.class);
        // Looked at before the open, which would wait for ever at a pipe without a writer.
        if (!attributes.isRegularFile()) {
            throw Failures.notRegular(
                    path, "cannot be opened", attributes.isDirectory() ? "a directory" : "another kind");
        }
        if (!anyFileSystem) {
            Storage.check(path, place);
        }
        try (FileChannel channel = FileChannel.open(place, READ, WRITE)) {
            Object key = Files.readAttributes(place, BasicFileAttributes.class).fileKey();
            if (!Objects.equals(key, attributes.fileKey())) {
                // Known by the key of the one before, it would be taken for lost, and not be deleted when it is time.
                return null;
            }
            Header header = Header.read(path, readPage(channel), channel.size());
            return map(channel, new FileId(path, header.uuid(), key, header.fileBytes()), header, windowShift);
        }
    }

    private static ByteBuffer readPage(FileChannel channel) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(Layout.HEADER_BYTES);
        while (page.hasRemaining() && channel.read(page, page.position()) >= 0) {
            // until the page is full or the file ends
        }
        return page.flip();
    }

    /** Maps a file whose header was checked, and checks its directory. */
    private static MemoryFile map(FileChannel channel, FileId id, Header header, int windowShift) throws IOException {
        ByteBuffer[] windows = DetachedWindows.all().take(id, windowShift);
        if (windows == null) {
            windows = windows(channel, header.fileBytes(), windowShift);
        }
        Mapping mapping = new Mapping(id, windowShift, windows);
        Membership membership = new Membership(
                new Mapping(id, windowShift, windows), header.traits().lifetime());
        try {
            // Acquire: pairs with the release by which a creator without hard links finishes its file. Without it the
            // directory below could be seen older than the state.
            Header.checkState(id.path(), mapping.getLongAcquire(Layout.STATE_AT));
            Directory directory = new Directory(mapping, header);
            enter(membership, header, mapping);
            return Flight.opened(new MemoryFile(header, mapping, directory, membership));
        } catch (RuntimeException e) {
            try {
                membership.leave();
            } catch (SharedMemoryException f) {
                e.addSuppressed(f);
            }
            detach(mapping);
            throw e;
        }
    }

    /** Becomes a user of a file that goes when it has none, and finds out whether it is going already. */
    private static void enter(Membership membership, Header header, Mapping mapping) {
        Path path = mapping.file().path();
        switch (header.traits().lifetime()) {
            case LAST_CLOSE -> membership.me();
            case OWNER -> membership.sidecar(); // its directory may be gone when we first need to be known
            case PERSISTENT -> {}
        }
        if (header.isOfAnotherBoot()) {
            membership.retireIfUnused();
            throw Failures.missing(path, "went with the restart of the machine", null);
        }
        // Volatile, as the claim before it, and the other way round in Retirement: one of the two sees the other.
        if (mapping.getLong(Layout.HEALTH_AT) == Layout.RETIRED) {
            membership.finishRetirement(); // perhaps who began it was killed
            throw Failures.missing(path, "was retired", null);
        }
    }

    static ByteBuffer[] windows(FileChannel channel, long bytes, int windowShift) throws IOException {
        long windowBytes = 1L << windowShift;
        ByteBuffer[] windows = new ByteBuffer[Math.toIntExact((bytes + windowBytes - 1) >>> windowShift)];
        for (int i = 0; i < windows.length; i++) {
            long start = i * windowBytes;
            windows[i] = channel.map(MapMode.READ_WRITE, start, Math.min(windowBytes, bytes - start));
        }
        return windows;
    }

    /** Ends this use of the file. If another thread does that just now, it returns when both have. */
    void detach() {
        Object close = Flight.closes(this);
        leaving = true;
        if (tellGuestsToLeave()) {
            LonePassage.orderAllThreads();
        }
        tellGuests(Guest::beforeDetach);
        presences.close();
        end.closing();
        waits.close(); // those that sleep must find that it is closed, with their bits still in the file
        // Not before: whoever is waited for up to here may itself be about to close.
        boolean wasFirst = false;
        try {
            synchronized (lastSteps) {
                // Before our slot is free: whoever gets it must not meet a thread that still takes it for its own.
                ByteBuffer[] windows = mapping.detach();
                wasFirst = windows != null;
                end.detached(mapping, windows);
                tellGuests(membership::bidFarewell);
                ending.clean();
            }
        } finally {
            Flight.closed(close, wasFirst);
        }
    }

    /** Returns whether the threads must be ordered, which is done once for all guests. */
    private boolean tellGuestsToLeave() {
        boolean order = false;
        for (Object local : locals.values()) {
            order |= local instanceof Guest guest && guest.leaving();
        }
        return order;
    }

    private void tellGuests(Consumer<Guest> news) {
        for (Object local : locals.values()) {
            if (local instanceof Guest guest) {
                try {
                    news.accept(guest);
                } catch (SharedMemoryException | SharedMemoryClosedException e) {
                    // then there is nothing to put right any more
                }
            }
        }
    }

    /** From now on this use of the file must be ended. */
    void reportIfForgotten() {
        end.reportIfForgotten();
    }

    static void detach(Mapping mapping) {
        ByteBuffer[] windows = mapping.detach();
        if (windows != null) {
            DetachedWindows.all().add(mapping.file(), mapping.windowShift(), windows);
        }
    }
}
