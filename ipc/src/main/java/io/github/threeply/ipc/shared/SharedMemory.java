package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import io.github.threeply.ipc.shared.SharedMemoryFileException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Memory that several processes use at once: a file of a fixed size, mapped by each of them, with a directory of named
 * and typed objects.
 *
 * <pre>{@code
 * try (SharedMemory memory = SharedMemory.openOrCreate(path, 1 << 20)) {
 *     MappedCounter hits = memory.counter("hits");
 *     SharedValue.OfLong total = memory.longValue("total");
 *     hits.increment();
 * }
 * }</pre>
 *
 * <p><b>Objects.</b> To ask for a name opens the object, or adds it, zero or unset, if there is none: of several processes that ask
 * at once, one adds it and all have the same. What was added stays while the file is there. A name has one type and, as
 * an array, one length for ever; asking for another throws {@link SharedObjectMismatchException}. Names are text of 1 to
 * 255 bytes in UTF-8 without control characters.
 *
 * <p><b>Capacity</b> is the room for the contents of the objects, and does not grow. A number, flag, enum
 * constant or counter takes 128 bytes, so that two hot ones never share a cache line; a text, bytes or a record 128 bytes
 * and twice its size; an array its elements, all that rounded up to 128 bytes. Header and
 * directory come on top: 28 KiB in the file of a small memory, 1 MiB and a little in that of a large one. The whole file is
 * written when it is created, so a full disk shows then, and not as a signal in the middle of a store.
 *
 * <p><b>The file.</b> It gets its name when it is complete, so no process can open half of one, and a creator that is
 * killed leaves nothing but files that start with {@code .threeply-} beside it. Only its owner may read and write it, until
 * he changes its mode, or if the {@link #builder} was told so. Once its users have to know of each other, as for a lock,
 * there is an empty file beside it, and sockets, whose names start with {@code .threeply-} too; they take over its mode and
 * group when a process of their owner next has to be known so. On a file system without
 * hard links, where this is not possible, the file is refused while it is being made, and for ever if its creator is killed.
 * It must be on a local file system (others are refused), and nobody may shorten it while it is in use.
 *
 * <p><b>A file that is deleted or replaced</b> under its users, by a cleaner of temporary files or a restore, stays good for
 * them, but those that open the path afterwards are in another memory: two halves that wait for each other. Threads that wait
 * look for that each second, and the log has a warning once; {@link #isReachable} tells it at any time, and
 * {@link Inspector} {@code check} tells who uses a memory that is gone. The cure is to close it and open it again.
 *
 * <p><b>Users.</b> Each {@code SharedMemory} is one, and so is each process to which handles came. A file knows at most 64
 * at once: who takes a lock or permit, waits, puts into a queue or appends to a list, changes a text, bytes or a record, or
 * has a memory open that goes with its last user. Who only reads, or uses numbers, flags, enum constants, counters and
 * arrays, is none of these, and they may be as many as you like.
 *
 * <p><b>States.</b> Open, then closed. {@link #close} detaches this process only: the file and its objects stay, if nothing
 * else was chosen (see {@link Lifetime}), as do other processes, and other {@code SharedMemory} objects of this one; each
 * has a mapping of its own, even of the same file.
 *
 * <p><b>Threads.</b> Any thread may call any method. An interrupt disturbs none of them, and is kept.
 *
 * <p><b>A killed process</b> leaves every object as if its last operation was done, or was not; it keeps nobody waiting.
 * What is many operations can be done in part: {@code write} and {@code fill} of an array, {@code putAll} and {@code abort}
 * of a queue, {@code drain} of a striped counter, and all that you change one after the other; see {@link SharedLock} for
 * changes that belong together.
 *
 * <p><b>Errors.</b> Whatever is wrong with the file is a {@link SharedMemoryException}: {@link SharedMemoryFileException}
 * if it cannot be reached, {@link SharedMemoryFormatException} if it is no memory of this version, and
 * {@link SharedStateLostException} if it was cut while it was in use.
 */
public final class SharedMemory extends NamedObjects implements AutoCloseable {
    private static final int ROUNDS = 100;

    /** The directory that goes with the file when a temporary memory is closed. */
    private final @Nullable Path temporary;

    private SharedMemory(MemoryFile file, @Nullable Path temporary) {
        super(file);
        this.temporary = temporary;
        file.reportIfForgotten();
    }

    /**
     * Returns a builder for memories for which something is to be chosen: how long the file stays, who may use it, what it
     * survives.
     *
     * @return a new builder
     */
    public static SharedMemoryBuilder builder() {
        return new SharedMemoryBuilder();
    }

    /**
     * Creates a memory in a new file.
     *
     * @param path where; its directory exists and the file does not
     * @param capacityBytes the room for the contents of objects, from 1 to 2<sup>40</sup>
     * @return the memory, without objects
     * @throws SharedMemoryFileException if the file exists, or cannot be made
     */
    public static SharedMemory create(Path path, long capacityBytes) {
        return builder().create(path, capacityBytes);
    }

    /**
     * Opens the memory in a file. Every call maps the file anew: two memories of one file in one process behave as two
     * processes would.
     *
     * @param path where it is
     * @return the memory
     * @throws SharedMemoryFileException if there is no such file, or it cannot be opened
     * @throws SharedMemoryFormatException if it is no shared memory, or one that this version cannot use
     */
    public static SharedMemory open(Path path) {
        return open(path, MemoryFile.WINDOW_SHIFT);
    }

    /**
     * Opens the memory in a file, and creates it if there is none. Of several processes that do this at once, one creates
     * it.
     *
     * @param path where
     * @param capacityBytes the room that it must have at least, or gets, from 1 to 2<sup>40</sup>
     * @return the memory
     * @throws SharedMemoryFileException if the file cannot be opened or made
     * @throws SharedMemoryFormatException if it is no shared memory, or one that this version cannot use, or has less
     *     capacity
     */
    public static SharedMemory openOrCreate(Path path, long capacityBytes) {
        return builder().openOrCreate(path, capacityBytes);
    }

    /** As the public one, with what was chosen. */
    static SharedMemory openOrCreate(Path path, long capacityBytes, SharedMemoryBuilder chosen) {
        checkCapacity(capacityBytes);
        Path absolute = MemoryFile.absolute(requireNonNull(path, "path"));
        // A round ends without result only if somebody made or deleted the file in the middle of it.
        for (int round = 1; ; round++) {
            try {
                return chosen.open(absolute).requireCapacity(capacityBytes);
            } catch (SharedMemoryFileException e) {
                if (e.reason() != Reason.MISSING) {
                    throw e;
                }
            }
            try {
                return chosen.create(absolute, capacityBytes);
            } catch (SharedMemoryFileException e) {
                if (e.reason() != Reason.EXISTS || round == ROUNDS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Creates a memory that nobody needs to find, since only its handles are passed on: it vanishes with its last user, as
     * one of {@link Lifetime#LAST_CLOSE} does. Its file is in memory where the system has a place for such files, else in
     * the directory for temporary files. If its last user is killed, the next one that creates such a memory deletes it.
     *
     * @param capacityBytes the room for the contents of objects, from 1 to 2<sup>40</sup>
     * @return the memory, without objects
     * @throws SharedMemoryFileException if the file cannot be made
     */
    public static SharedMemory anonymous(long capacityBytes) {
        return builder().anonymous(capacityBytes);
    }

    /**
     * Creates a memory in a new file of the directory for temporary files, which {@link #close} deletes, or the
     * exit of this process. Its handles can be sent to other processes until then; those that have arrived stay good, and
     * those that are still on their way find nothing ({@link #anonymous} waits for them). If this process is killed, the file
     * stays.
     *
     * @param capacityBytes the room for the contents of objects, from 1 to 2<sup>40</sup>
     * @return the memory, without objects
     * @throws SharedMemoryFileException if the file cannot be made
     */
    public static SharedMemory temporary(long capacityBytes) {
        checkCapacity(capacityBytes);
        Path directory;
        try {
            directory = TemporaryDirectories.create();
        } catch (IOException e) {
            throw Failures.of(
                    Path.of(System.getProperty("java.io.tmpdir"), "threeply"), "cannot make a temporary directory", e);
        }
        try {
            return builder()
                    .lifetime(Lifetime.OWNER)
                    .create(
                            TemporaryDirectories.memoryIn(directory),
                            capacityBytes,
                            MemoryFile.WINDOW_SHIFT,
                            directory);
        } catch (RuntimeException | Error e) {
            try {
                TemporaryDirectories.delete(directory);
            } catch (IOException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
    }

    /** As the public one, with the size of the windows, which tests make small. */
    static SharedMemory create(Path path, long capacityBytes, int windowShift, @Nullable Path temporary) {
        return builder().create(path, capacityBytes, windowShift, temporary);
    }

    /** Wraps a file that was just made or opened. */
    static SharedMemory of(MemoryFile file, @Nullable Path temporary) {
        return new SharedMemory(file, temporary);
    }

    static SharedMemory open(Path path, int windowShift) {
        return new SharedMemory(MemoryFile.open(MemoryFile.absolute(requireNonNull(path, "path")), windowShift), null);
    }

    static void checkCapacity(long capacityBytes) {
        if (capacityBytes < 1 || capacityBytes > Layout.MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacityBytes must be from 1 to " + Layout.MAX_CAPACITY + ", but was " + capacityBytes);
        }
    }

    private SharedMemory requireCapacity(long bytes) {
        if (capacityBytes() >= bytes) {
            return this;
        }
        close();
        throw new SharedMemoryFormatException(
                path(),
                SharedMemoryFormatException.Reason.CAPACITY,
                "a capacity of at least " + bytes + " bytes",
                capacityBytes() + " bytes",
                "ask for less, or delete it to start again from nothing");
    }

    /**
     * Returns the file.
     *
     * @return its absolute path
     */
    public Path path() {
        return file.id().path();
    }

    /**
     * Returns the identity of the file, which it got when it was created. A file that replaces it has another.
     *
     * @return the identity
     */
    public UUID id() {
        return file.id().uuid();
    }

    /**
     * Returns the room for the contents of objects.
     *
     * @return what was asked for, rounded up to 128 bytes
     */
    public long capacityBytes() {
        return file.header().capacity();
    }

    /**
     * Returns how much of the capacity no object has taken.
     *
     * @return the number of bytes; other processes may take some at any time
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public long remainingBytes() {
        return file.directory().remaining();
    }

    /**
     * Returns the names of all objects, the oldest first.
     *
     * @return a list of the names; other processes may add some at any time
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public List<String> names() {
        return file.directory().names();
    }

    /**
     * Returns how long the file stays.
     *
     * @return what was chosen when it was made
     */
    public Lifetime lifetime() {
        return file.header().traits().lifetime();
    }

    /**
     * Returns what the contents survive.
     *
     * @return what was chosen when the file was made
     */
    public Durability durability() {
        return file.header().traits().durability();
    }

    /**
     * Has everything that was stored before this call, by whatever process, on the storage device when it returns. It takes
     * as long as the device does. What is stored meanwhile may be included in part: stop changing what must fit together.
     *
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public void force() {
        file.force();
    }

    /**
     * Takes the memory out of the world: from now on nobody can open it, and the file and its name are gone. Those that use
     * it go on, among themselves, until they close it. Doing it twice has no effect, nor if somebody else did.
     *
     * @throws SharedMemoryFileException if the file cannot be deleted
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public void retire() {
        file.membership().retire();
    }

    /**
     * Finds out whether the path still leads to this memory. If not, somebody has deleted, renamed or replaced the file, or it
     * was retired: whoever opens the path now gets another memory, or none. It asks the file system, which takes a few
     * microseconds.
     *
     * @return whether it does; true also where the file system cannot tell
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public boolean isReachable() {
        boolean there = file.membership().name().isThere();
        if (file.mapping().isDetached()) { // looked at last: until then no other file can have had its key
            throw new SharedMemoryClosedException(path());
        }
        return there;
    }

    /**
     * Detaches this process from the memory: from now on every use of it, and of the handles that it gave, throws
     * {@link SharedMemoryClosedException}; a thread that waits gets it, too. The file and its objects stay for others, unless
     * its {@link Lifetime} ends with this. An operation that runs in another thread just now ends as if it had come before. The system may
     * keep the file mapped until the garbage collector runs. Closing twice has no effect; if two threads do it at the same time, both
     * return when it is closed.
     *
     * @throws SharedMemoryFileException if the file should go with this and cannot be deleted; this process is detached
     */
    @Override
    public void close() {
        try {
            if (durability() == Durability.POWER && !file.mapping().isDetached()) {
                file.force();
            }
        } catch (SharedMemoryClosedException e) {
            // by another thread, which does the same
        } finally {
            file.detach();
        }
        if (temporary != null) {
            try {
                TemporaryDirectories.delete(temporary);
            } catch (IOException e) {
                throw Failures.of(path(), "cannot be deleted", e);
            }
        }
    }

    @Override
    public String toString() {
        return "SharedMemory[" + path() + ", " + capacityBytes() + " bytes"
                + (file.mapping().isDetached() ? ", closed]" : "]");
    }
}
