package io.github.threeply.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel into which one can look, and out of whose middle one can take. */
interface OpenInside<T> {
    /** What is inside at this instant, oldest first; the list is the caller's. */
    List<T> look();

    /** The oldest item inside, which stays there; null if there is none. */
    @Nullable
    T lookFirst();

    /**
     * Takes this very object, as a {@code take} would, if it is inside; the first, if several times.
     *
     * @return whether it was inside
     */
    boolean remove(T item);
}
