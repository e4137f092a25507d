package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/**
 * How far a running task said it is.
 *
 * @param done how much is done, in the task's own units
 * @param total how much there is in all; 0 or less if the task does not know
 * @param note what the task says of it, or {@code null}
 */
public record TaskProgress(long done, long total, @Nullable String note) {

    /**
     * Returns the part that is done.
     *
     * @return between 0 and 1; 0 if the total is not known
     */
    public double fraction() {
        return total <= 0 ? 0 : Math.max(0, Math.min(1, (double) done / total));
    }

    /**
     * Returns the progress in one line.
     *
     * @return such as {@code 3 of 10 (reading)}
     */
    @Override
    public String toString() {
        return done + (total > 0 ? " of " + total : "") + (note == null ? "" : " (" + note + ")");
    }
}
