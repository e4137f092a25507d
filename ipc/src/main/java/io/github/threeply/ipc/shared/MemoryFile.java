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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One file, opened and mapped once: what stands behind a {@link SharedMemory}, or behind the handles that came from
 * other processes. The channel is closed as soon as the file is mapped, so it costs no descriptor.
 */
final class MemoryFile {
    /** Windows of 1 GiB. Tests take smaller ones, to see what happens at their borders. */
    static final int WINDOW_SHIFT = 30;

    private static final Cleaner CLEANER = Cleaner.create();

    private final Header header;
    private final Mapping mapping;
    private final Directory directory;
    private final Membership membership;
    private final Waits waits;
    private final Map<Long, Object> locals = new ConcurrentHashMap<>();
    private final Cleaner.Cleanable end;

    private MemoryFile(Header header, Mapping mapping, Directory directory) {
        this.header = header;
        this.mapping = mapping;
        this.directory = directory;
        this.membership = new Membership(mapping);
        this.waits = new Waits(mapping, membership);
        this.end = CLEANER.register(this, new End(membership, waits));
    }

    /** How one user ends its use of the file, also one that was forgotten; so it must not know its MemoryFile. */
    private record End(Membership membership, Waits waits) implements Runnable {
        @Override
        public void run() {
            waits.close();
            membership.leave();
        }
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

    /**
     * Returns what the handles of one object share in this process, and makes it if this is the first of them.
     *
     * @param offset where the object's content is
     */
    <T> T local(long offset, Class<T> type, Supplier<T> first) {
        return type.cast(locals.computeIfAbsent(offset, key -> first.get()));
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

    static MemoryFile open(Path path, int windowShift) {
        try {
            return Uninterrupted.run(() -> openOnce(path, windowShift));
        } catch (IOException e) {
            throw Failures.of(path, "cannot be opened", e);
        }
    }

    private static MemoryFile openOnce(Path path, int windowShift) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        // Looked at before the open, which would wait for ever at a pipe without a writer.
        if (!attributes.isRegularFile()) {
            throw Failures.notRegular(
                    path, "cannot be opened", attributes.isDirectory() ? "a directory" : "another kind");
        }
        try (FileChannel channel = FileChannel.open(path, READ, WRITE)) {
            Header header = Header.read(path, readPage(channel), channel.size());
            return map(
                    channel,
                    new FileId(path, header.uuid(), attributes.fileKey(), header.fileBytes()),
                    header,
                    windowShift);
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
        try {
            // Acquire: pairs with the release by which a creator without hard links finishes its file. Without it the
            // directory below could be seen older than the state.
            Header.checkState(id.path(), mapping.getLongAcquire(Layout.STATE_AT));
            return new MemoryFile(header, mapping, new Directory(mapping, header));
        } catch (RuntimeException e) {
            detach(mapping);
            throw e;
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

    void detach() {
        end.clean();
        detach(mapping);
    }

    static void detach(Mapping mapping) {
        ByteBuffer[] windows = mapping.detach();
        if (windows != null) {
            DetachedWindows.all().add(mapping.file(), mapping.windowShift(), windows);
        }
    }
}
