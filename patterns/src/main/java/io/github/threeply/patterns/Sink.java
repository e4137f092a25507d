package io.github.threeply.patterns;

/**
 * Where the items of a {@link BoundedPipeline} end. It is called once for each item, by as many threads at a time as the
 * step was given.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface Sink<T> {

    /**
     * Consumes an item. It counts as consumed when this returns.
     *
     * @param item the item
     * @throws Exception if the item cannot be consumed; it fails the pipeline
     */
    void accept(T item) throws Exception;
}
