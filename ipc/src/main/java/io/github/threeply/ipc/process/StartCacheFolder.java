package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The folder with boot caches. A cache is a file named after its key, its size and its checksum:
 *
 * <pre>{@code
 * KEY-SIZE-CRC.cache    complete: it was written under another name, and renamed
 * KEY.failed            making it did not work: not again for a day
 * KEY-....tmp           being made; what a killed process left is swept by the next one that makes a cache
 * lock                  held by the one process that makes a cache
 * }</pre>
 *
 * <p>Size and checksum are looked at before a JVM sees the file, because a JVM believes what a cache says: it dies of one
 * that was cut off or has a hole. For the same reason a file is used only if nobody else could have written it.
 */
final class StartCacheFolder {
    private static final String COMPLETE = ".cache";
    private static final String FAILED = ".failed";
    private static final String TEMPORARY = ".tmp";

    private static final int MOST = 8;
    private static final Duration UNUSED = Duration.ofDays(60);
    private static final Duration AGAIN = Duration.ofDays(1);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNERS_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path folder;

    StartCacheFolder(Path folder) {
        this.folder = folder;
    }

    /** The cache of that key, complete, whole and our own; or null. */
    @Nullable
    Path find(String key) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !isOursAlone(folder)) {
            return null;
        }
        for (Path file : list(key + "-", COMPLETE)) {
            if (isWhole(file) && isOursAlone(file)) {
                beUsed(file);
                return file;
            }
        }
        return null;
    }

    /** Whether it was tried within a day, and did not work. */
    boolean hasFailed(String key) throws IOException {
        Path mark = folder.resolve(key + FAILED);
        return Files.exists(mark)
                && Files.getLastModifiedTime(mark)
                        .toInstant()
                        .isAfter(Instant.now().minus(AGAIN));
    }

    void markFailed(String key) throws IOException {
        Files.write(folder.resolve(key + FAILED), new byte[0]);
    }

    /** Makes the folder if it is missing, and says whether it may be used. */
    boolean prepare() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try {
                if (isPosix(folder.getRoot())) {
                    Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                } else {
                    Files.createDirectory(folder);
                }
            } catch (FileAlreadyExistsException e) {
                // somebody was faster, or it is no folder, which is seen next
            }
        }
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isOursAlone(folder) && Files.isWritable(folder);
    }

    /** What the system lets go when this process dies, however it does. */
    static final class Lock implements AutoCloseable {
        private final FileChannel channel;

        private Lock(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Makes this process the one that makes caches here; null if another one is. */
    @SuppressWarnings("resource") // closing the channel gives back the lock
    @Nullable
    Lock tryLock() throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // another thread of this process
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : new Lock(channel);
    }

    /** The name to write a cache to. */
    Path temporary(String key) {
        return folder.resolve(key + "-" + Long.toHexString(System.nanoTime()) + TEMPORARY);
    }

    /** The name that what was written will have. The JVM wrote it; it is ours alone from here on. */
    Path publish(String key, Path written) throws IOException {
        if (isPosix(written)) {
            Files.setPosixFilePermissions(written, OWNERS_FILE);
        }
        // Else the name could be on the disk before the contents, when the power goes.
        try (RandomAccessFile file = new RandomAccessFile(written.toFile(), "rw")) {
            file.getFD().sync();
        }
        String name = key + "-" + Long.toHexString(Files.size(written)) + "-" + Long.toHexString(checksum(written));
        return Files.move(written, folder.resolve(name + COMPLETE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes what is of no use. Called with the lock held, so nobody writes a temporary file. */
    void sweep() throws IOException {
        for (Path file : list("", TEMPORARY)) {
            Files.deleteIfExists(file);
        }
        for (Path file : list("", TEMPORARY + ".config")) {
            Files.deleteIfExists(file); // the JDK's own, beside an AOT cache that it was making
        }
        Instant now = Instant.now();
        for (Path file : list("", FAILED)) {
            if (lastUsed(file).toInstant().isBefore(now.minus(AGAIN))) {
                Files.deleteIfExists(file);
            }
        }
        List<Path> caches = list("", COMPLETE);
        caches.sort(Comparator.comparing(StartCacheFolder::lastUsed).reversed());
        for (int i = 0; i < caches.size(); i++) {
            if (i >= MOST || lastUsed(caches.get(i)).toInstant().isBefore(now.minus(UNUSED))) {
                Files.deleteIfExists(caches.get(i)); // a worker that has it mapped keeps it
            }
        }
    }

    private List<Path> list(String start, String end) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                String name = file.getFileName().toString();
                if (name.startsWith(start) && name.endsWith(end)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static FileTime lastUsed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Notes the day of its last use, for the sweep. */
    private static void beUsed(Path file) {
        try {
            Instant now = Instant.now();
            if (lastUsed(file).toInstant().isBefore(now.minus(AGAIN))) {
                Files.setLastModifiedTime(file, FileTime.from(now));
            }
        } catch (IOException e) {
            // a folder that cannot be written to can be used all the same
        }
    }

    private static boolean isWhole(Path file) throws IOException {
        String name = file.getFileName().toString();
        String[] parts = name.substring(0, name.length() - COMPLETE.length()).split("-", -1);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && parts.length == 3
                && parts[1].equals(Long.toHexString(Files.size(file)))
                && parts[2].equals(Long.toHexString(checksum(file)));
    }

    private static long checksum(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[256 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                checksum.update(buffer, 0, n);
            }
        }
        return checksum.getValue();
    }

    private static boolean isPosix(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }

    /** Whether it belongs to the user of this process, and nobody else may write to it. */
    static boolean isOursAlone(Path path) throws IOException {
        if (!isPosix(path)) {
            return true; // the folder is in the user's profile
        }
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> permissions = attributes.permissions();
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            return false;
        }
        Path self = Path.of("/proc/self");
        if (Files.exists(self)) {
            return Objects.equals(Files.getAttribute(self, "unix:uid"), uid(path));
        }
        return attributes.owner().getName().equals(System.getProperty("user.name"));
    }

    private static Object uid(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
