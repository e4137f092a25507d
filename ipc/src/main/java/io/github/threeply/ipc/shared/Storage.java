package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What a file lies on. Between machines neither mapped pages nor byte locks are kept in step, and in user space nobody knows:
 * a memory there would look good and be torn.
 */
final class Storage {
    private static final Pattern UNSAFE = Pattern.compile(
            "nfs\\d*|cifs|smb\\w*|ncpfs|afs|coda|9p|fuse.*|fuseblk|osxfuse|macfuse|sshfs|ceph|gluster\\w*|lustre|gpfs|beegfs"
                    + "|ocfs2|gfs2|webdav|davfs|drvfs|vboxsf|vmhgfs|prl_fs|virtiofs");

    /**
     * What was found out of devices, whose numbers are quick to get, while the table of mounts is a file to read. Tests
     * pretend here that one is of another type.
     */
    static final Map<Object, String> TYPES = new ConcurrentHashMap<>();

    private Storage() {}

    static boolean isUnsafe(String type) {
        return UNSAFE.matcher(type.toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * Refuses a file or directory on a file system that cannot do what is needed.
     *
     * @param path what the message is about
     * @param place a file or directory that exists
     */
    static void check(Path path, Path place) throws IOException {
        String type = type(place);
        if (isUnsafe(type)) {
            throw Failures.unsafe(path, type);
        }
    }

    private static String type(Path place) throws IOException {
        Object device;
        try {
            device = Files.getAttribute(place, "unix:dev");
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Files.getFileStore(place).type();
        }
        String type = TYPES.get(device);
        if (type == null) {
            FileStore store = Files.getFileStore(place);
            type = store.type();
            TYPES.put(device, type);
        }
        return type;
    }

    /** Has the entries of the directory of a file on the device, as far as the system can. */
    static void forceDirectoryOf(Path file) {
        Path directory = requireNonNull(file.getParent(), "a file is in a directory");
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not all systems can open one; those that cannot have no other way either.
            System.getLogger(Storage.class.getName())
                    .log(System.Logger.Level.DEBUG, () -> directory + " cannot be forced to its device", e);
        }
    }
}
