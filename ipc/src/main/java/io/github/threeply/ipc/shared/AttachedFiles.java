package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.SharedMemoryFileException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files of handles that came from other processes. Each is mapped once, and stays mapped while this process lives:
 * the next handle of it then costs one look at the file system.
 *
 * <p>A file that was deleted or replaced is dropped when the next file is attached; its handles go on as long as they are
 * in use, and then it is unmapped and its space is free.
 */
final class AttachedFiles {
    private static final AttachedFiles ALL = new AttachedFiles();

    private final Map<Path, MemoryFile> files = new HashMap<>();

    private AttachedFiles() {}

    static AttachedFiles all() {
        return ALL;
    }

    /**
     * Returns a file, attached.
     *
     * @throws SharedMemoryFileException if it is gone, or another one is in its place
     */
    synchronized MemoryFile get(Path path, UUID uuid) {
        MemoryFile known = files.get(path);
        if (known != null && known.id().uuid().equals(uuid) && isStillThere(known)) {
            return known;
        }
        files.values().removeIf(file -> !isStillThere(file));
        MemoryFile file = open(path, uuid);
        if (!file.id().uuid().equals(uuid)) {
            file.detach();
            throw Failures.replaced(
                    path, "the memory " + uuid, "the memory " + file.id().uuid());
        }
        files.put(path, file);
        return file;
    }

    private static MemoryFile open(Path path, UUID uuid) {
        try {
            return MemoryFile.open(MemoryFile.absolute(path), MemoryFile.WINDOW_SHIFT);
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
