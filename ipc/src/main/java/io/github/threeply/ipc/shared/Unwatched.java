package io.github.threeply.ipc.shared;

import java.util.function.BooleanSupplier;

/**
 * Waits for something that nobody owes: there is no death to look for meanwhile, so who waits sleeps long.
 *
 * @param met whether it is there
 */
record Unwatched(BooleanSupplier met) implements Waits.Condition {
    @Override
    public boolean isMet() {
        return met.getAsBoolean();
    }

    @Override
    public boolean watches() {
        return false;
    }
}
