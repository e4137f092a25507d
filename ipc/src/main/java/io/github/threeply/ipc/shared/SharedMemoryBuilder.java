package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen for a {@link SharedMemory}. It belongs to the file: who opens one that exists gets what its creator
 * chose.
 *
 * <pre>{@code
 * SharedMemory memory = SharedMemory.builder()
 *         .lifetime(Lifetime.LAST_CLOSE)
 *         .permissions(PosixFilePermissions.fromString("rw-rw----"))
 *         .openOrCreate(path, 1 << 20);
 * }</pre>
 *
 * <p><b>Threads.</b> A builder is for one thread; it can be used again and again.
 */
public final class SharedMemoryBuilder {
    private Lifetime lifetime = Lifetime.PERSISTENT;
    private Durability durability = Durability.PROCESS;
    private Set<PosixFilePermission> permissions = FileMaker.OWNER_ONLY;
    private boolean anyFileSystem;

    SharedMemoryBuilder() {}

    /**
     * Chooses how long the file stays. {@link Lifetime#PERSISTENT} by default.
     *
     * @param chosen the lifetime
     * @return this builder
     */
    public SharedMemoryBuilder lifetime(Lifetime chosen) {
        lifetime = requireNonNull(chosen, "chosen");
        return this;
    }

    /**
     * Chooses what the contents survive. {@link Durability#PROCESS} by default.
     *
     * @param chosen the durability
     * @return this builder
     */
    public SharedMemoryBuilder durability(Durability chosen) {
        durability = requireNonNull(chosen, "chosen");
        return this;
    }

    /**
     * Chooses who may use the file: exactly this, whatever the mask of the process. Who shall use it needs to read and to
     * write, and for locks and waiting also to make files in its directory. By default, only the owner may.
     *
     * @param chosen the permissions; the owner's to read and to write are among them
     * @return this builder
     * @throws IllegalArgumentException if the owner could not use it
     * @throws UnsupportedOperationException if the system has no such permissions
     */
    public SharedMemoryBuilder permissions(Set<PosixFilePermission> chosen) {
        Set<PosixFilePermission> copy = Set.copyOf(requireNonNull(chosen, "chosen"));
        if (!copy.containsAll(FileMaker.OWNER_ONLY)) {
            throw new IllegalArgumentException(
                    "permissions must include those of " + FileMaker.OWNER_ONLY + ", but were " + copy);
        }
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            throw new UnsupportedOperationException("this system has no permissions such as " + EnumSet.copyOf(copy));
        }
        permissions = copy;
        return this;
    }

    /**
     * Allows the file to be on a file system that is not known to be good for it: one of the network, or one in user space.
     * There, users on different machines, or even two on this one, may see different contents, and take locks that others
     * hold: it is for the case that all users are on one machine, and that you have tried it. Who opens such a file must
     * allow it too; handles bring the permission along. Not allowed by default.
     *
     * @return this builder
     */
    public SharedMemoryBuilder allowUnsafeFileSystem() {
        anyFileSystem = true;
        return this;
    }

    /**
     * Creates a memory in a new file.
     *
     * @param path where; its directory exists and the file does not
     * @param capacityBytes the room for the contents of objects, from 1 to 2<sup>40</sup>
     * @return the memory, without objects
     * @throws SharedMemoryFileException if the file exists, or cannot be made
     */
    public SharedMemory create(Path path, long capacityBytes) {
        return create(path, capacityBytes, MemoryFile.WINDOW_SHIFT, null);
    }

    /**
     * Opens the memory in a file; see {@link SharedMemory#open}.
     *
     * @param path where it is
     * @return the memory
     * @throws SharedMemoryFileException if there is no such file, or it cannot be opened
     * @throws SharedMemoryFormatException if it is no shared memory, or one that this version cannot use
     */
    public SharedMemory open(Path path) {
        Path absolute = MemoryFile.absolute(requireNonNull(path, "path"));
        return SharedMemory.of(MemoryFile.open(absolute, MemoryFile.WINDOW_SHIFT, anyFileSystem), null);
    }

    /**
     * Opens the memory in a file, and creates it if there is none; see {@link SharedMemory#openOrCreate}.
     *
     * @param path where
     * @param capacityBytes the room that it must have at least, or gets, from 1 to 2<sup>40</sup>
     * @return the memory
     * @throws SharedMemoryFileException if the file cannot be opened or made
     * @throws SharedMemoryFormatException if it is no shared memory, or one that this version cannot use, or has less
     *     capacity
     */
    public SharedMemory openOrCreate(Path path, long capacityBytes) {
        return SharedMemory.openOrCreate(path, capacityBytes, this);
    }

    /**
     * Creates a memory that vanishes with its last user, whatever lifetime was chosen; see {@link SharedMemory#anonymous}.
     *
     * @param capacityBytes the room for the contents of objects, from 1 to 2<sup>40</sup>
     * @return the memory, without objects
     * @throws SharedMemoryFileException if the file cannot be made
     */
    public SharedMemory anonymous(long capacityBytes) {
        SharedMemory.checkCapacity(capacityBytes);
        Path path = AnonymousFiles.newPath(capacityBytes);
        Traits traits = new Traits(Lifetime.LAST_CLOSE, durability, anyFileSystem);
        return create(path, capacityBytes, traits, MemoryFile.WINDOW_SHIFT, null);
    }

    SharedMemory create(Path path, long capacityBytes, int windowShift, @Nullable Path temporary) {
        return create(path, capacityBytes, new Traits(lifetime, durability, anyFileSystem), windowShift, temporary);
    }

    private SharedMemory create(
            Path path, long capacityBytes, Traits traits, int windowShift, @Nullable Path temporary) {
        SharedMemory.checkCapacity(capacityBytes);
        Path absolute = MemoryFile.absolute(requireNonNull(path, "path"));
        checkFileSystem(absolute);
        Claimed claimed = new Claimed(windowShift);
        try {
            UUID made = FileMaker.make(
                    absolute,
                    Header.of(capacityBytes, traits),
                    permissions,
                    traits.lifetime() == Lifetime.PERSISTENT ? FileMaker.HARD_LINK : claimed);
            MemoryFile file = claimed.take();
            if (file == null) {
                file = openMade(absolute, windowShift, made);
                if (traits.lifetime() == Lifetime.OWNER) {
                    file.membership().own();
                }
            }
            return SharedMemory.of(file, temporary);
        } finally {
            claimed.giveUp();
        }
    }

    private static MemoryFile openMade(Path path, int windowShift, UUID made) {
        MemoryFile file = MemoryFile.open(path, windowShift, true);
        if (!file.id().uuid().equals(made)) {
            String found = "the memory " + file.id().uuid();
            file.detach();
            throw Failures.replaced(path, "the memory " + made, found);
        }
        return file;
    }

    private void checkFileSystem(Path absolute) {
        Path directory = absolute.getParent();
        if (!anyFileSystem && directory != null) {
            try {
                Storage.check(absolute, directory);
            } catch (IOException e) {
                throw Failures.of(absolute, "cannot be created", e);
            }
        }
    }

    /**
     * Becomes a user of the file before it has its name: else another could open and close it in between, and it would be
     * gone, with what was its last user.
     */
    private static final class Claimed implements FileMaker.Publisher {
        private final int windowShift;
        private @Nullable MemoryFile file;

        Claimed(int windowShift) {
            this.windowShift = windowShift;
        }

        @Override
        public void publish(Path finished, Path name) throws IOException {
            MemoryFile opened = MemoryFile.openUnnamed(finished, name, windowShift);
            file = opened;
            try {
                if (opened.header().traits().lifetime() == Lifetime.OWNER) {
                    opened.membership().own();
                }
                opened.membership().sidecar().takePermissionsOf(finished); // the file could not be found by its name
                FileMaker.HARD_LINK.publish(finished, name);
            } catch (IOException | RuntimeException e) {
                giveUp();
                throw e;
            }
        }

        @Nullable
        MemoryFile take() {
            MemoryFile taken = file;
            file = null;
            return taken;
        }

        /** Leaves a file that did not get its name. */
        void giveUp() {
            MemoryFile unused = take();
            if (unused != null) {
                unused.detach();
            }
        }
    }
}
