package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.concurrent.TimeUnit;

/**
 * What has to be put right in a file that was in use when the machine went down: its users are gone, all of them, and their
 * process numbers will be those of others. Their owner words need no care: the incarnations of the slots go on, so they are
 * those of users that are gone for ever.
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
        long boot = Liveness.self().boot();
        if (boot == 0) {
            return;
        }
        long start = System.nanoTime();
        while (true) {
            long seen = mapping.getLong(Layout.LAST_BOOT_AT);
            if (seen == boot || (seen == 0 && mapping.compareAndSetLong(Layout.LAST_BOOT_AT, 0, boot))) {
                return;
            }
            FileLock turn = sidecar.tryLock(Sidecar.RECOVERY_AT);
            if (turn != null) {
                try {
                    recover(boot);
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
            Flight.restarted(mapping);
        } finally {
            Sidecar.release(all);
        }
    }
}
