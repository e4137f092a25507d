package io.github.threeply.ipc.shared;

/**
 * Sees to it that all users of a file go by one {@link Sidecar}. There can be two: the file has another name in another
 * directory, a directory is mounted twice, somebody deleted the sidecar while users had it open. Users that go by different
 * ones cannot see each other's death; so a word of the file says which it is, and whoever comes with another is refused, unless
 * all who have used the first are certainly gone.
 *
 * <p><b>Protocol.</b> Who replaces the sidecar first marks the word as his and unfinished, then looks whether anybody
 * uses the file by another; who becomes a user does that first, and then looks whether the word is still his. All volatile,
 * so at least one of them sees the other, and goes. One that is killed in between leaves an unfinished word, which everybody may
 * replace or finish by the same rule.
 */
final class OneSidecar {
    /** Beside the identity of a sidecar, which has it not. */
    private static final long UNFINISHED = 1;

    private final Mapping mapping;
    private final SlotTable slots;
    private final Sidecar sidecar;

    OneSidecar(Mapping mapping, SlotTable slots, Sidecar sidecar) {
        this.mapping = mapping;
        this.slots = slots;
        this.sidecar = sidecar;
    }

    /**
     * Has all users go by our sidecar. Called before a claim.
     *
     * @throws SharedMemoryFileException if some go by another
     */
    void agree() {
        long ours = sidecar.id();
        if (ours == 0) {
            return; // the system cannot tell files apart; it has no links to them either
        }
        while (true) {
            long seen = mapping.getLong(Layout.SIDECAR_AT);
            if (seen == ours) {
                return;
            }
            if (seen == 0 && mapping.compareAndSetLong(Layout.SIDECAR_AT, 0, ours)) {
                return;
            }
            if (seen != 0) {
                refuseIfUsedBeside(ours);
                boolean isMarked = seen == (ours | UNFINISHED);
                mapping.compareAndSetLong(Layout.SIDECAR_AT, seen, isMarked ? ours : ours | UNFINISHED);
            }
        }
    }

    /** Whether it is ours still. Called after a claim, which counts only then. */
    boolean isOurs() {
        return sidecar.id() == 0 || mapping.getLong(Layout.SIDECAR_AT) == sidecar.id();
    }

    private void refuseIfUsedBeside(long ours) {
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            if (slots.isUsedBeside(slot, ours)) {
                throw Failures.usedBeside(
                        mapping.file().path(),
                        sidecar.path(),
                        slots.process(slot).toString());
            }
        }
    }
}
