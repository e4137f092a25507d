package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs file operations that an interrupt must not disturb. By specification a channel that is used by an interrupted
 * thread is closed, which would turn an interrupt meant for the task into a failure to open a file; so the flag is put
 * aside, and set again at the end.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** Work on channels that can be begun again from the start. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Pauses for so long, also if the thread is or gets interrupted, which would end a mere park at once. */
    static void pause(Object blocker, long nanos) {
        long start = System.nanoTime();
        boolean interrupted = Thread.interrupted();
        for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
            LockSupport.parkNanos(blocker, left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static <T> T run(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    // It came after we looked. Clear it, or the next try would end the same way.
                    interrupted = true;
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
