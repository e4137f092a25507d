package io.github.threeply.ipc.shared;

/**
 * What an event is in shared memory: a word that counts its changes, and a wait cell. The event is set while the number is
 * odd; each set and each clear that has an effect adds 1, by one compare-and-set: a killed process has done it or has not.
 * Who has found an even number knows that the event was set since as soon as it is another; no clear can take that away.
 */
final class EventWord {
    private static final int CELL = Layout.LINE;
    static final long BYTES = CELL + Waits.CELL_BYTES;

    private final MemoryFile file;
    private final long offset;

    EventWord(MemoryFile file, long offset) {
        this.file = file;
        this.offset = offset;
    }

    static boolean isSet(long changes) {
        return (changes & 1) != 0;
    }

    long changes() {
        return file.mapping().getLong(offset);
    }

    /** Makes the change after those that were seen, unless somebody was faster; wakes those who wait for a set. */
    void change(long seen) {
        if (file.mapping().compareAndSetLong(offset, seen, seen + 1) && !isSet(seen)) {
            wake();
        }
    }

    Waits.Condition changed(long seen) {
        return new Unwatched(() -> changes() != seen);
    }

    long cell() {
        return offset + CELL;
    }

    Waits waits() {
        return file.waits();
    }

    void wake() {
        file.waits().wake(cell());
    }
}
