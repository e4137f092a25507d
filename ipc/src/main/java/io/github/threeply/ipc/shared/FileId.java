package io.github.threeply.ipc.shared;

import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which file a mapping is of.
 *
 * @param path its absolute path
 * @param uuid the identity that its header carries
 * @param key what the file system knows it by (device and inode), or null where it has nothing like that. As long as the
 *     file is mapped, no other file can get the same key, even if this one is deleted
 * @param bytes its size
 */
record FileId(Path path, UUID uuid, @Nullable Object key, long bytes) {}
