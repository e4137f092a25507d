package io.github.threeply.ipc.shared;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.threeply.ipc.shared.InspectedUsers.Life;
import io.github.threeply.ipc.shared.Inspector.Trouble;
import io.github.threeply.ipc.shared.Places.Beside;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code sweep}: deletes what dead users left. Before it deletes a memory, it makes sure that nobody lives as its
 * users do, see {@link Retirement}: then nobody can become a user until it is gone. It has no slot itself.
 */
final class Sweep {
    /** A file without even a header tells nothing of its maker, who writes that first of all: so long it is left alone. */
    private static final Duration HEADER_PATIENCE = Duration.ofHours(1);

    /** Who makes a socket listens at it at once. One whose sidecar cannot be found gets so long for that. */
    private static final Duration SOCKET_PATIENCE = Duration.ofSeconds(1);

    /** What {@link SharedMemory#temporary} makes. */
    private static final Pattern TEMPORARY = Pattern.compile("threeply-[0-9]+");

    private final PrintStream out;
    private final Trouble trouble;
    private final boolean dryRun;
    private int deleted;

    Sweep(PrintStream out, Trouble trouble, boolean dryRun) {
        this.out = out;
        this.trouble = trouble;
        this.dryRun = dryRun;
    }

    void sweep(Places place) throws IOException {
        Map<UUID, InspectedFile> memories = new HashMap<>();
        for (Path path : place.memories()) {
            try {
                InspectedFile file = InspectedFile.open(path);
                memories.put(file.header().uuid(), file);
                sweepMemory(file);
            } catch (SharedMemoryException e) {
                trouble.add(place, e);
            }
        }
        for (Beside beside : place.besides(memories.keySet())) {
            try {
                switch (beside.kind()) {
                    case HALF_MADE -> sweepHalfMade(beside);
                    case SIDECAR -> sweepSidecar(beside, place);
                    case SOCKET -> sweepSocket(beside, memories.get(beside.uuid()));
                }
            } catch (NoSuchFileException e) {
                // somebody else has deleted it
            } catch (IOException | SharedMemoryException e) {
                trouble.add(beside.path() + ": cannot be swept: " + e + "; check that you may read and write it");
            }
        }
        removeIfEmpty(place.directory());
        if (deleted == 0 && place.isOneFile()) {
            out.println(place + ": nothing to sweep");
        }
    }

    private void deleted(Path path, String why) {
        deleted++;
        out.println((dryRun ? "would delete " : "deleted ") + path + ": " + why);
    }

    // --- memories

    private void sweepMemory(InspectedFile file) throws IOException {
        String why = whyItShouldBeGone(file);
        if (why == null) {
            return;
        }
        if (file.users().taken().stream().anyMatch(slot -> file.users().life(slot) != Life.DEAD)) {
            out.println("kept " + file.path() + ": " + why + ", but somebody may use it");
            return;
        }
        if (!dryRun) {
            retire(file);
            if (isStillThere(file)) {
                out.println("kept " + file.path() + ": " + why + ", but somebody has begun to use it");
                return;
            }
        }
        deleted(file.path(), why);
    }

    /** Returns why a memory should go if nobody uses it, or null if it should not. */
    private static @Nullable String whyItShouldBeGone(InspectedFile file) {
        if (file.isRetired()) {
            return "it was retired";
        }
        if (file.header().isOfAnotherBoot()) {
            return "it is of the time before a restart of the machine";
        }
        return switch (file.header().traits().lifetime()) {
            case PERSISTENT -> null;
            case LAST_CLOSE -> "it should have gone with its last user";
            case OWNER -> {
                long owner = file.owner();
                boolean dead = owner == Membership.NOBODY
                        ? file.creator().verdict() == Liveness.Verdict.GONE
                        : file.users().isDead(owner);
                yield dead ? "its owner is dead" : null;
            }
        };
    }

    /** Deletes a memory if nobody lives: as its last user would. */
    private static void retire(InspectedFile file) throws IOException {
        withMembership(file, Membership::retireIfUnused);
    }

    private interface Action {
        void run(Membership membership) throws IOException;
    }

    private static void withMembership(InspectedFile file, Action action) throws IOException {
        Mapping mapping;
        try (FileChannel channel = FileChannel.open(file.path(), READ, WRITE)) {
            if (!isStillThere(file)) {
                return;
            }
            mapping = new Mapping(
                    file.mapping().file(),
                    MemoryFile.WINDOW_SHIFT,
                    MemoryFile.windows(channel, file.header().fileBytes(), MemoryFile.WINDOW_SHIFT));
        }
        // As one of a memory that stays: or it would retire one whose owner is dead when it leaves, whoever else lives.
        Membership membership = new Membership(mapping, Lifetime.PERSISTENT);
        try {
            action.run(membership);
        } finally {
            membership.leave();
        }
    }

    private static boolean isStillThere(InspectedFile file) throws IOException {
        try {
            Object key = file.mapping().file().key();
            Object now =
                    Files.readAttributes(file.path(), BasicFileAttributes.class).fileKey();
            return key == null ? Files.exists(file.path()) : key.equals(now);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    // --- what lies beside them

    private void sweepHalfMade(Beside beside) throws IOException {
        ByteBuffer start;
        try (InputStream in = Files.newInputStream(beside.path())) {
            start = ByteBuffer.wrap(in.readNBytes(Layout.FROZEN_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        }
        if (start.limit() < Layout.FROZEN_BYTES || start.getLong(Layout.MAGIC_AT) != Layout.MAGIC) {
            Instant changed = Files.getLastModifiedTime(beside.path()).toInstant();
            if (changed.plus(HEADER_PATIENCE).isBefore(Instant.now())) {
                delete(beside.path(), "half made, and given up long ago");
            }
        } else if (InspectedFile.creator(start).verdict() == Liveness.Verdict.GONE) {
            delete(beside.path(), "half made, and its maker is dead");
        }
    }

    private void delete(Path path, String why) throws IOException {
        if (dryRun || Files.deleteIfExists(path)) {
            Mapping.stored();
            deleted(path, why);
        }
    }

    private void sweepSidecar(Beside beside, Places place) throws IOException {
        // To close another channel of a sidecar that this very process uses would free its locks.
        if (place.hasMemoryOf(beside) || Sidecar.isOpenHere(beside.path())) {
            return;
        }
        try (FileChannel channel = FileChannel.open(beside.path(), READ, WRITE);
                FileLock all = channel.tryLock(0, Long.MAX_VALUE, false)) {
            // With all bytes ours nobody can become a user of what may have been made since the first look.
            if (all != null && !place.hasMemoryOf(beside)) {
                delete(beside.path(), "its memory is gone, and nobody has it open");
            }
        } catch (OverlappingFileLockException e) {
            // open in this process, by another copy of the library
        }
    }

    private void sweepSocket(Beside beside, @Nullable InspectedFile memory) throws IOException {
        if (isHeard(beside.path())) {
            return;
        }
        if (memory == null || !Files.exists(Sidecar.pathOf(memory.mapping().file()))) {
            sweepSocketOfNoMemory(beside);
        } else if (dryRun) {
            if (memory.users().life(beside.slot()) == Life.DEAD) {
                deleted(beside.path(), "its user is dead");
            }
        } else if (isStillThere(memory)) {
            boolean[] gone = {false};
            withMembership(
                    memory,
                    // As long as it runs nobody gets the slot, and makes a socket of that name.
                    membership -> membership.ifFree(
                            beside.slot(),
                            () -> gone[0] = beside.path().toFile().delete()));
            if (gone[0]) {
                deleted(beside.path(), "its user is dead");
            }
        } else {
            sweepSocketOfNoMemory(beside);
        }
    }

    /** A socket at which nobody listens may be that of one who lives, and is about to: so it must have nobody's byte. */
    private void sweepSocketOfNoMemory(Beside beside) throws IOException {
        Path sidecar = beside.path().resolveSibling(".threeply-" + beside.uuid() + ".lck");
        if (Sidecar.isOpenHere(sidecar)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(sidecar, WRITE);
                FileLock slot = channel.tryLock(beside.slot(), 1, false)) {
            // As long as it is ours nobody gets the slot, and makes a socket of that name.
            if (slot != null && !isHeard(beside.path())) {
                delete(beside.path(), "nobody listens at it");
            }
        } catch (OverlappingFileLockException e) {
            // open in this process, by another copy of the library
        } catch (NoSuchFileException e) {
            // Deleted, or elsewhere: then only time tells.
            Instant made = Files.getLastModifiedTime(beside.path(), LinkOption.NOFOLLOW_LINKS)
                    .toInstant();
            if (made.plus(SOCKET_PATIENCE).isAfter(Instant.now())) {
                Uninterrupted.pause(this, SOCKET_PATIENCE.toNanos());
            }
            if (!isHeard(beside.path())) {
                delete(beside.path(), "nobody listens at it");
            }
        }
    }

    /** Whether somebody listens at a socket. In doubt, somebody does. */
    private static boolean isHeard(Path path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false); // one who is stopped may have a queue that is full
            channel.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException | UnsupportedOperationException e) {
            return true;
        }
    }

    private void removeIfEmpty(Path directory) throws IOException {
        Path name = directory.getFileName();
        if (!dryRun
                && deleted > 0
                && name != null
                && TEMPORARY.matcher(name.toString()).matches()) {
            try {
                Files.deleteIfExists(directory);
                out.println("deleted " + directory + ": it is empty");
            } catch (DirectoryNotEmptyException e) {
                // somebody else uses it
            }
        }
    }
}
