package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

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
