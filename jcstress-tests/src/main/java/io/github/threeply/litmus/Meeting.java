package io.github.threeply.litmus;

import static io.github.threeply.litmus.RunFile.LONG;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Where all actors of all JVMs wait for each other. They count on one word that only grows, so that nobody has to set it
 * back: the meeting with number n is over when everybody has come n times.
 *
 * <p>There is no way out but the end of the process. Whoever comes is watched by the parent, which ends all when one is
 * missing.
 */
final class Meeting {
    private static final int YIELDS = 2_000;
    private static final long NAP_NANOS = 50_000;

    private final ByteBuffer bytes;
    private final int actors;
    private final int spins;
    private long times;

    Meeting(RunFile file, int cpus) {
        bytes = file.bytes;
        actors = file.race().actors();
        // Where not all can run at once, whoever spins keeps another from coming.
        spins = actors <= cpus ? 10_000 : 20;
    }

    /** Waits until all actors have come as often as this one. All that any of them did before is then visible to it. */
    void await() {
        times++;
        long all = times * actors;
        // Volatile, as is the read below: everybody's writes before its addition come before everybody's reads after
        // the
        // last one. Otherwise a round could begin with words that another is yet to clear.
        long arrived = (long) LONG.getAndAdd(bytes, RunFile.ARRIVED, 1L) + 1;
        for (int tries = 0; arrived < all; tries++) {
            if (tries < spins) {
                Thread.onSpinWait();
            } else if (tries < spins + YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(NAP_NANOS);
            }
            arrived = (long) LONG.getVolatile(bytes, RunFile.ARRIVED);
        }
    }
}
