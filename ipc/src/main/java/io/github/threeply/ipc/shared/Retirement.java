package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes a memory out of the world: marks it, so that whoever has just opened it finds that it came too late, then deletes
 * its name, then, when nobody lives, its sidecar.
 *
 * <p>Only one at a time may do this to a file, under a byte of the sidecar, and only if the name still leads to that file:
 * so nobody deletes a new memory that has taken the name. "Nobody lives" is found out by locking the bytes of all slots at
 * once; as long as they are locked nobody can become a user.
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
        run(true);
    }

    /** Marks and deletes if nobody lives. */
    void retireIfUnused() {
        run(false);
    }

    private void run(boolean evenIfUsed) {
        try {
            FileLock turn = waitForTurn();
            if (turn == null) {
                log("is not deleted: another process has been about to for seconds", null);
                return;
            }
            try {
                FileLock all = sidecar.tryLock(0, Layout.SLOT_COUNT);
                try {
                    boolean unused = all != null && nobodyRuns();
                    if (evenIfUsed || unused) {
                        mark();
                        deleteName();
                    }
                    if (unused && isMarked()) {
                        sidecar.delete();
                    }
                } finally {
                    if (all != null) {
                        Sidecar.release(all);
                    }
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
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    /** The second look: somebody may have lost the byte of its slot, see {@link Membership}. */
    private boolean nobodyRuns() {
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            if (slots.pid(slot) != 0 && slots.process(slot).verdict() == Liveness.Verdict.RUNS) {
                return false;
            }
        }
        return true;
    }

    private void mark() {
        try {
            mapping.setLong(Layout.HEALTH_AT, Layout.RETIRED);
        } catch (SharedStateLostException e) {
            log("was cut; it is deleted all the same", e);
        }
    }

    private boolean isMarked() {
        return mapping.getLong(Layout.HEALTH_AT) == Layout.RETIRED;
    }

    private void deleteName() throws IOException {
        Path path = mapping.file().path();
        Object key = mapping.file().key();
        try {
            Object there = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            if (key == null || key.equals(there)) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // somebody else has deleted it, or is about to make the next one
        }
    }

    private void log(String what, @Nullable Exception e) {
        System.getLogger(Retirement.class.getName())
                .log(System.Logger.Level.WARNING, () -> mapping.file().path() + " " + what, e);
    }
}
