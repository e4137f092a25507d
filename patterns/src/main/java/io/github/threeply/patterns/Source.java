package io.github.threeply.patterns;

import org.jspecify.annotations.Nullable;

/**
 * Where the items of a {@link BoundedPipeline} come from. It is called again and again, by as many threads at a time as
 * the step was given.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface Source<T> {

    /**
     * Returns the next item, waiting for it if need be. A thread that waits here when the pipeline is stopped is
     * interrupted; what it returns all the same is not lost, but listed in the report.
     *
     * @return the item, or {@code null} if there are no more, for no thread
     * @throws Exception if there is no item because something went wrong; it fails the pipeline, unless that has been
     *     stopped before
     */
    @Nullable
    T next() throws Exception;
}
