package io.github.threeply.ipc.shared;

import org.jspecify.annotations.Nullable;

/**
 * What was chosen when a file was made, and the word of its header that says so: two bits for the lifetime, two for the
 * durability, one for whether any file system was good.
 */
record Traits(Lifetime lifetime, Durability durability, boolean anyFileSystem) {
    static final Traits DEFAULT = new Traits(Lifetime.PERSISTENT, Durability.PROCESS, false);

    private static final int DURABILITY_SHIFT = 2;
    private static final int ANY_FILE_SYSTEM = 1 << 4;

    int toFlags() {
        int durable = durability == Durability.PROCESS ? 0 : durability == Durability.POWER ? 1 : 2;
        return lifetime.ordinal() | durable << DURABILITY_SHIFT | (anyFileSystem ? ANY_FILE_SYSTEM : 0);
    }

    /** Returns what a header says, or null if only a later version knows what that means. */
    static @Nullable Traits ofFlags(int flags) {
        int lifetime = flags & 3;
        int durable = flags >>> DURABILITY_SHIFT & 3;
        if (lifetime == 3 || durable == 3) {
            return null;
        }
        Durability durability =
                durable == 0 ? Durability.PROCESS : durable == 1 ? Durability.POWER : Durability.VOLATILE;
        return new Traits(Lifetime.values()[lifetime], durability, (flags & ANY_FILE_SYSTEM) != 0);
    }
}
