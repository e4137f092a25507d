package io.github.threeply.ipc.shared;

import java.nio.ByteBuffer;

/**
 * Sleeping on a word of shared memory until another process changes it, by a call of the system. This is the form for JVMs
 * that cannot make that call; JDK 22 and later have another one in its place, see {@code META-INF/versions/22}.
 */
final class WordWait {
    private WordWait() {}

    /** Whether threads of this JVM can sleep so. */
    static boolean isAvailable() {
        return false;
    }

    /** Whether the current thread should: not a virtual one, which would keep its carrier. */
    static boolean suitsThisThread() {
        return false;
    }

    /**
     * Sleeps if an int, in the byte order of the machine, still has a value: until it is woken, for some time, or for no
     * reason. Deaf to interrupts.
     */
    @SuppressWarnings("DoNotCallSuggester") // that of the newer JDKs does it
    static void await(ByteBuffer window, int at, int expected, long nanos) {
        throw new UnsupportedOperationException("not in this JVM");
    }

    /** Wakes all that sleep on an int, in every process. */
    @SuppressWarnings("DoNotCallSuggester") // that of the newer JDKs does it
    static void wakeAll(ByteBuffer window, int at) {
        throw new UnsupportedOperationException("not in this JVM");
    }
}
