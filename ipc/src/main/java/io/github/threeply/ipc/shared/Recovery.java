package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.concurrent.TimeUnit;

/**
 * What has to be put right in a file that was in use when the machine went down: its users are gone, all of them, and their
 * process numbers will be those of others. Their owner words need no care: the incarnations of the slots go on, so they are
 * those of users that are gone for ever.
 *
 * <p>And in a copy of a file that was in use, such as one from a backup: its users are the other file's. A word of the file
 * says which one it is, as the file system knows it, and another one has another.
 *
 * <p>The last step says that it is done, so who is killed in the middle leaves it to the next one.
 */
final class Recovery {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final Mapping mapping;
    private final SlotTable slots;
    private final Sidecar sidecar;

    Recovery(Mapping mapping, SlotTable slots, Sidecar sidecar) {
        this.mapping = mapping;
        this.slots = slots;
        this.sidecar = sidecar;
    }

    /** Recovers if need be. Called before a claim, so that the caller has no slot yet. */
    void run() throws IOException {
        afterCopy();
        afterRestart();
    }

    private void afterCopy() throws IOException {
        long file = Sidecar.hash(mapping.file().key());
        if (file != 0) {
            settle(Layout.FILE_AT, file, () -> leaveToTheOther(file));
        }
    }

    private void afterRestart() throws IOException {
        long boot = Liveness.self().boot();
        if (boot != 0) {
            settle(Layout.LAST_BOOT_AT, boot, () -> recover(boot));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Has a word say what is so now, after a step if it said something else. */
    private void settle(long word, long now, Step step) throws IOException {
        long start = System.nanoTime();
        while (true) {
            long seen = mapping.getLong(word);
            if (seen == now || (seen == 0 && mapping.compareAndSetLong(word, 0, now))) {
                return;
            }
            FileLock turn = sidecar.tryLock(Sidecar.RECOVERY_AT);
            if (turn != null) {
                try {
                    step.run();
                    return;
                } finally {
                    Sidecar.release(turn);
                }
            }
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                return; // who has the turn is stopped; what it would do can wait for the next one
            }
            Uninterrupted.pause(this, PAUSE_NANOS);
        }
    }

    private void leaveToTheOther(long file) throws IOException {
        if (mapping.getLong(Layout.FILE_AT) == file) {
            return;
        }
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            // Those whose bytes are taken stay: the other file is in the same directory, or this word was damaged.
            FileLock lock = sidecar.tryLock(slot);
            if (lock != null) {
                try {
                    slots.freeAfterRestart(slot);
                } finally {
                    Sidecar.release(lock);
                }
            }
        }
        mapping.setLong(Layout.FILE_AT, file);
    }

    private void recover(long boot) throws IOException {
        // If somebody lives, the boots differ for another reason: a sandbox that makes up its own.
        FileLock all = sidecar.tryLock(0, Layout.SLOT_COUNT);
        if (all == null) {
            return;
        }
        try {
            if (mapping.getLong(Layout.LAST_BOOT_AT) == boot) {
                return;
            }
            for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
                slots.freeAfterRestart(slot);
            }
            mapping.getAndAddLong(Layout.GENERATION_AT, 1);
            mapping.setLong(Layout.LAST_BOOT_AT, boot);
        } finally {
            Sidecar.release(all);
        }
    }
}
