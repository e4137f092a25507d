package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.SharedMemoryFileException.Reason;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files of handles that came from other processes. Each is mapped once, and stays mapped while this process lives:
 * the next handle of it then costs one look at the file system. A file that goes with its last user stays only as long as
 * there are handles of it here, or it would never go.
 *
 * <p>A file that was deleted or replaced is dropped when the next file is attached; its handles go on as long as they are
 * in use, and then it is unmapped and its space is free.
 */
final class AttachedFiles {
    private static final AttachedFiles ALL = new AttachedFiles();

    private final Map<Path, MemoryFile> files = new HashMap<>();

    /** Those that go with their last user: only handles may keep them. */
    private final Map<Path, WeakReference<MemoryFile>> passing = new HashMap<>();

    private AttachedFiles() {}

    static AttachedFiles all() {
        return ALL;
    }

    /**
     * Returns a file, attached.
     *
     * @throws SharedMemoryFileException if it is gone, or another one is in its place
     */
    synchronized MemoryFile get(Path path, UUID uuid, boolean anyFileSystem) {
        MemoryFile known = known(path);
        if (known != null && known.id().uuid().equals(uuid) && isStillThere(known)) {
            return known;
        }
        files.values().removeIf(file -> !isStillThere(file));
        passing.values().removeIf(file -> file.refersTo(null));
        MemoryFile file = open(path, uuid, anyFileSystem);
        if (!file.id().uuid().equals(uuid)) {
            file.detach();
            throw Failures.replaced(
                    path, "the memory " + uuid, "the memory " + file.id().uuid());
        }
        if (file.header().traits().lifetime() == Lifetime.LAST_CLOSE) {
            passing.put(path, new WeakReference<>(file));
        } else {
            files.put(path, file);
        }
        return file;
    }

    private @Nullable MemoryFile known(Path path) {
        WeakReference<MemoryFile> weak = passing.get(path);
        MemoryFile file = weak == null ? null : weak.get();
        return file == null ? files.get(path) : file;
    }

    private static MemoryFile open(Path path, UUID uuid, boolean anyFileSystem) {
        try {
            return MemoryFile.open(MemoryFile.absolute(path), MemoryFile.WINDOW_SHIFT, anyFileSystem);
        } catch (SharedMemoryFileException e) {
            if (e.reason() == Reason.MISSING || e.reason() == Reason.DIRECTORY_MISSING) {
                throw Failures.gone(path, e.reason(), uuid, e);
            }
            throw e;
        }
    }

    /** A mapped file keeps its key from all others, so the same key is the same file. Without keys, it is opened anew. */
    private static boolean isStillThere(MemoryFile file) {
        Object key = file.id().key();
        return key != null
                && key.equals(keyNow(file.id().path()))
                && !file.mapping().isDetached();
    }

    private static @Nullable Object keyNow(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }
}
