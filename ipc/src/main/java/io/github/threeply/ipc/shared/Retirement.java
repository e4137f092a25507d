package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a memory out of the world: marks it, so that whoever has just opened it finds that it came too late, then deletes
 * its name, then, when nobody lives, its sidecar.
 *
 * <p>Only one at a time may do this to a file, under a byte of the sidecar, and only if the name still leads to that file:
 * so nobody deletes a new memory that has taken the name. Whether nobody lives says {@link Unused}.
 */
final class Retirement {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final Mapping mapping;
    private final SlotTable slots;
    private final Sidecar sidecar;

    Retirement(Mapping mapping, SlotTable slots, Sidecar sidecar) {
        this.mapping = mapping;
        this.slots = slots;
        this.sidecar = sidecar;
    }

    /** Marks and deletes, whoever lives. */
    void retire() {
        run(() -> true);
    }

    /** Deletes what is marked, if it is still: perhaps who began was killed. */
    void finish() {
        run(this::isMarked);
    }

    /** Marks and deletes if nobody lives. */
    void retireIfUnused() {
        run(() -> false);
    }

    private void run(BooleanSupplier asked) {
        try {
            FileLock turn = waitForTurn();
            if (turn == null) {
                log("is not deleted: another process has been about to for seconds", null);
                return;
            }
            try (Unused unused = new Unused(slots, sidecar)) {
                boolean evenIfUsed = asked.getAsBoolean();
                if (evenIfUsed || unused.isSo()) {
                    boolean markIsOurs = mark();
                    if (!evenIfUsed && markIsOurs && !unused.isStillSo()) {
                        unmark();
                        return;
                    }
                    deleteName();
                }
                if (unused.isStillSo() && isMarked()) {
                    deleteBells();
                    sidecar.delete();
                }
            } finally {
                Sidecar.release(turn);
            }
        } catch (IOException e) {
            throw Failures.of(mapping.file().path(), "cannot be deleted", e);
        }
    }

    private @Nullable FileLock waitForTurn() throws IOException {
        long start = System.nanoTime();
        while (true) {
            FileLock turn = sidecar.tryLock(Sidecar.RETIREMENT_AT, 1);
            if (turn != null || System.nanoTime() - start > PATIENCE_NANOS) {
                return turn;
            }
            Uninterrupted.pause(this, PAUSE_NANOS);
        }
    }

    /** Returns false if somebody else has done it, who may have been killed before the rest. */
    private boolean mark() {
        try {
            return mapping.getAndSetLong(Layout.HEALTH_AT, Layout.RETIRED) != Layout.RETIRED;
        } catch (SharedStateLostException e) {
            log("was cut; it is deleted all the same", e);
            return false;
        }
    }

    /** Somebody came in between, and found no mark. One who did find it takes it for the end, and may come again. */
    private void unmark() {
        mapping.compareAndSetLong(Layout.HEALTH_AT, Layout.RETIRED, Layout.HEALTHY);
    }

    private boolean isMarked() {
        return mapping.getLong(Layout.HEALTH_AT) == Layout.RETIRED;
    }

    /** Those of users that were killed. */
    private void deleteBells() {
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            long kind = slots.lastBell(slot);
            if (kind != 0) {
                Bell.delete(sidecar.bellPath(slot, kind));
            }
        }
    }

    private void deleteName() throws IOException {
        Path path = mapping.file().path();
        Object key = mapping.file().key();
        try {
            if (key == null) {
                deleteWithoutKey(path);
            } else if (key.equals(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
                Files.deleteIfExists(path);
                Mapping.stored();
            }
        } catch (NoSuchFileException e) {
            // somebody else has deleted it, or is about to make the next one
        }
    }

    /** Where the system cannot tell files apart, it mostly does not delete one that is mapped either. */
    private void deleteWithoutKey(Path path) throws IOException {
        ByteBuffer uuid = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel there = FileChannel.open(path, StandardOpenOption.READ)) {
            there.read(uuid, Layout.UUID_AT);
        }
        uuid.flip();
        if (uuid.remaining() < uuid.capacity()
                || !mapping.file().uuid().equals(new UUID(uuid.getLong(), uuid.getLong()))) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (AccessDeniedException e) {
            log("is marked, but cannot be deleted while it is mapped; whoever opens it next does that", e);
        }
    }

    private void log(String what, @Nullable Exception e) {
        System.getLogger(Retirement.class.getName())
                .log(System.Logger.Level.WARNING, () -> mapping.file().path() + " " + what, e);
    }
}
