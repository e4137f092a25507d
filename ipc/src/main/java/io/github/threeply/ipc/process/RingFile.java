package io.github.threeply.ipc.process;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The file behind a {@link ResultRing}. It has a name only until the worker has opened it, which is some milliseconds; the
 * worker deletes it, and so does the parent if the worker could not.
 *
 * <p>Every byte is written before the file is mapped: a store into a hole of a full disk would be a signal that nobody can
 * answer, while a write that finds no room is an {@link IOException}.
 */
final class RingFile {
    private static final int CAPACITY = 256 * 1024;
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "threeply-ring-";
    private static final long STALE_MILLIS = 60_000;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicBoolean SWEPT = new AtomicBoolean();

    private final Path path;
    private final long nonce;
    private final ResultRing ring;

    private RingFile(Path path, long nonce, ResultRing ring) {
        this.path = path;
        this.nonce = nonce;
        this.ring = ring;
    }

    /** Makes a file and maps it. In memory if there is a place for that, else in the temporary folder. */
    static RingFile make() throws IOException {
        if (Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)) {
            try {
                return make(MEMORY);
            } catch (IOException e) {
                // Full, or a quota, or it only looked writable: the other place.
            }
        }
        return make(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static RingFile make(Path folder) throws IOException {
        if (SWEPT.compareAndSet(false, true)) {
            sweep(folder);
        }
        long nonce = RANDOM.nextLong();
        Path path = folder.resolve(
                PREFIX + ProcessHandle.current().pid() + "-" + Long.toUnsignedString(RANDOM.nextLong(), 36));
        try (FileChannel channel = FileChannel.open(path, Set.of(CREATE_NEW, READ, WRITE), ownerOnly(path))) {
            ByteBuffer zeros = ByteBuffer.allocate(ResultRing.bytes(CAPACITY));
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
            ResultRing ring = new ResultRing(channel.map(MapMode.READ_WRITE, 0, ResultRing.bytes(CAPACITY)));
            ring.setNonce(nonce);
            return new RingFile(path, nonce, ring);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Only the owner may open it: who can write here decides what this process takes for a worker's answer. */
    private static FileAttribute<?>[] ownerOnly(Path path) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }

    /** Deletes what parents left that were killed in the milliseconds while their file had a name. */
    private static void sweep(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path file : files) {
                deleteIfStale(file);
            }
        } catch (IOException | RuntimeException e) {
            // It is only tidiness.
        }
    }

    private static void deleteIfStale(Path file) {
        try {
            long age = System.currentTimeMillis()
                    - Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis();
            if (age > STALE_MILLIS) {
                Files.deleteIfExists(file); // whoever made it: after a minute no worker will open it any more
            }
        } catch (IOException | RuntimeException e) {
            // Somebody else's, or one that has just gone: that must not keep the others.
        }
    }

    ResultRing ring() {
        return ring;
    }

    /** What the worker needs to know. */
    byte[] order() {
        ByteWriter out = new ByteWriter(128, Integer.MAX_VALUE);
        out.putLong(nonce);
        out.putText(path.toString());
        return out.toByteArray();
    }

    /** The file's name is needed no more. */
    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            Logging.ringFailed("could not delete " + path, e);
        }
    }

    /** In the worker: maps the file and deletes it. */
    static ResultRing open(ByteReader order) throws IOException {
        long nonce = order.getLong();
        Path path = Path.of(order.getText());
        try (FileChannel channel = FileChannel.open(path, READ, WRITE)) {
            Files.deleteIfExists(path);
            ResultRing ring = new ResultRing(channel.map(MapMode.READ_WRITE, 0, channel.size()));
            if (ring.nonce() != nonce) {
                throw new IOException(path + " is not the parent's");
            }
            return ring;
        }
    }
}
