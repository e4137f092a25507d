package io.github.threeply.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way in which the items of one {@link SubmittedResults} reach the threads of an executor. */
interface Dispatch<A extends @Nullable Object, R extends @Nullable Object> {

    /** Has the item run some time, or refuses it. By the reader only. */
    void submit(SubmittedItem<A, R> item);

    /** The item has ended. By the thread that ended it. */
    void ended(SubmittedItem<A, R> item);

    /** Cancels each item that has been submitted and has not ended. By any thread. */
    void cancelAll();

    /**
     * Cancels those that have not begun.
     *
     * @return them
     */
    List<Runnable> cancelWaiting();
}
