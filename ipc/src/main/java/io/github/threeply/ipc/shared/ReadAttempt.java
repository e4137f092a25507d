package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.LockWord.*;

/** One thread's wait for a read lock. It waits for the word as a writer does, and counts itself instead of taking it. */
final class ReadAttempt extends LockAttempt {
    private final Readers readers;

    ReadAttempt(LockLocal local, Readers readers) {
        super(local, Want.CLEAN);
        this.readers = readers;
    }

    /** Past a reservation for another, which readers do not take away from him. */
    @Override
    public boolean isMet() {
        return tryNow(true);
    }

    @Override
    public boolean isMetBeforeSleep() {
        return tryOrSayThatItSleeps(true);
    }

    @Override
    boolean takeFree(long word) {
        taken = readers.tryEnter();
        if (taken && owner(word) == me && mapping.compareAndSetLong(offset, word, FREE)) {
            local.file.waits().wake(offset + CELL); // our turn was all that we needed
        }
        return taken;
    }
}
