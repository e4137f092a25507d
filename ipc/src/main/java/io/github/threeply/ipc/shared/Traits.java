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
        int life = switch (lifetime) {
            case PERSISTENT -> 0;
            case OWNER -> 1;
            case LAST_CLOSE -> 2;
        };
        int durable = switch (durability) {
            case PROCESS -> 0;
            case POWER -> 1;
            case VOLATILE -> 2;
        };
        return life | durable << DURABILITY_SHIFT | (anyFileSystem ? ANY_FILE_SYSTEM : 0);
    }

    /** Returns what a header says, or null if only a later version knows what that means. */
    static @Nullable Traits ofFlags(int flags) {
        Lifetime lifetime = switch (flags & 3) {
            case 0 -> Lifetime.PERSISTENT;
            case 1 -> Lifetime.OWNER;
            case 2 -> Lifetime.LAST_CLOSE;
            default -> null;
        };
        Durability durability = switch (flags >>> DURABILITY_SHIFT & 3) {
            case 0 -> Durability.PROCESS;
            case 1 -> Durability.POWER;
            case 2 -> Durability.VOLATILE;
            default -> null;
        };
        if (lifetime == null || durability == null) {
            return null;
        }
        return new Traits(lifetime, durability, (flags & ANY_FILE_SYSTEM) != 0);
    }
}
