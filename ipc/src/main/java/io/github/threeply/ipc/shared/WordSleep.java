package io.github.threeply.ipc.shared;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * One sleep of a thread on the count of a wait cell, see {@link WordWait}. The system's call is deaf to interrupts; this has
 * the thread that interrupts wake the sleeper. It is a channel because {@link AbstractInterruptibleChannel} is how the JDK
 * tells code that blocks outside of the JVM of an interrupt, and nothing is sent over it.
 */
final class WordSleep extends AbstractInterruptibleChannel {
    private final Mapping mapping;
    private final long cell;

    WordSleep(Mapping mapping, long cell) {
        this.mapping = mapping;
        this.cell = cell;
    }

    /**
     * Sleeps if the count still has a value: until it is woken, for some time, or for no reason. Returns at once if the
     * thread is interrupted, and when it is; its flag stays.
     */
    void sleep(int count, long nanos) {
        try {
            begin();
            mapping.awaitNativeInt(cell, count, nanos);
        } finally {
            try {
                end(true);
            } catch (AsynchronousCloseException e) {
                // Interrupted: the flag says it too.
            }
        }
    }

    /** Called by the thread that interrupts. */
    @Override
    protected void implCloseChannel() {
        try {
            mapping.getAndAddNativeInt(cell, 1); // or one that is about to sleep would miss the wake
            mapping.wakeNativeInt(cell);
        } catch (SharedMemoryClosedException | SharedStateLostException e) {
            // To leave the memory wakes all its sleepers; and who has lost it finds out at the end of its sleep.
        }
    }
}
