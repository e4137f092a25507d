package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a step of a {@link BoundedPipeline} does with an item when the channel after it is full. A value: it may be used
 * in several places.
 * <pre>{@code
 * BoundedPipeline.from("ticks", 1, feed::next)
 *         .capacity(100)
 *         .backPressure(BackPressure.dropOldest().onDrop((tick, reason) -> lost.add(tick)))
 *         .to("show", 1, screen::show)
 * }</pre>
 *
 * <p>A channel that is closed is not a full one: what comes to it after a stop is never dropped or worked on, but
 * returned in the report. So items are dropped only while the channel is open. A dropped item is on the account of the
 * step that it was meant for, under its {@link DropReason}.
 *
 * @param <T> the type of the items
 */
public final class BackPressure<T> {

    enum Kind {
        BLOCK,
        DROP_AFTER,
        FAIL_AFTER,
        DROP_OLDEST,
        DROP_NEWEST,
        FAIL,
        CALLER_RUNS
    }

    final Kind kind;
    final Duration limit;
    final @Nullable BiConsumer<? super T, ? super DropReason> onDrop;

    private BackPressure(Kind kind, Duration limit, @Nullable BiConsumer<? super T, ? super DropReason> onDrop) {
        this.kind = kind;
        this.limit = limit;
        this.onDrop = onDrop;
    }

    private static <T> BackPressure<T> of(Kind kind) {
        return new BackPressure<>(kind, Duration.ZERO, null);
    }

    /**
     * Waits until there is room. This is the default.
     *
     * @param <T> the type of the items
     * @return the value
     */
    public static <T> BackPressure<T> block() {
        return of(Kind.BLOCK);
    }

    /**
     * Waits for room, at most for {@code limit}, then drops the item as {@link DropReason#TIMED_OUT}.
     *
     * @param limit how long to wait at most
     * @param <T> the type of the items
     * @return the value
     */
    public static <T> BackPressure<T> dropAfter(Duration limit) {
        return new BackPressure<>(Kind.DROP_AFTER, requireNonNull(limit, "limit"), null);
    }

    /**
     * Waits for room, at most for {@code limit}, then fails the pipeline with a {@link PipelineFullException}. The item is
     * returned.
     *
     * @param limit how long to wait at most
     * @param <T> the type of the items
     * @return the value
     */
    public static <T> BackPressure<T> failAfter(Duration limit) {
        return new BackPressure<>(Kind.FAIL_AFTER, requireNonNull(limit, "limit"), null);
    }

    /**
     * Makes room by dropping the item that has waited the longest. A consumer that comes by just then may make the room
     * that was wanted; the item is dropped all the same. If the pipeline is stopped between the two halves of it, the old
     * item is not dropped but returned, as the new one is.
     *
     * <p>The step takes from the channel for that: one given by {@link PipelineDescription.From#via} must allow it.
     *
     * @param <T> the type of the items
     * @return the value
     */
    public static <T> BackPressure<T> dropOldest() {
        return of(Kind.DROP_OLDEST);
    }

    /**
     * Drops the item that finds no room.
     *
     * @param <T> the type of the items
     * @return the value
     */
    public static <T> BackPressure<T> dropNewest() {
        return of(Kind.DROP_NEWEST);
    }

    /**
     * Fails the pipeline with a {@link PipelineFullException}. The item is returned.
     *
     * @param <T> the type of the items
     * @return the value
     */
    public static <T> BackPressure<T> fail() {
        return of(Kind.FAIL);
    }

    /**
     * Lets the thread that finds no room do the work of the next step on the item itself, before those that wait. Not
     * before a step that is ordered, works on batches or runs on an executor, nor before a channel.
     *
     * @param <T> the type of the items
     * @return the value
     */
    public static <T> BackPressure<T> callerRuns() {
        return of(Kind.CALLER_RUNS);
    }

    /**
     * The same, with an action for each item that is dropped. It runs on the thread that puts, outside all locks, and that
     * thread waits for it. What it throws is logged and counted, and changes nothing.
     *
     * @param action what to do with the item, and why it was dropped
     * @return the value
     * @throws IllegalStateException if this never drops anything, or has an action already
     */
    public BackPressure<T> onDrop(BiConsumer<? super T, ? super DropReason> action) {
        requireNonNull(action, "action");
        if (kind != Kind.DROP_AFTER && kind != Kind.DROP_OLDEST && kind != Kind.DROP_NEWEST) {
            throw new IllegalStateException(this + " never drops an item: use a kind that does");
        }
        if (onDrop != null) {
            throw new IllegalStateException("an action was given already: do both in one");
        }
        return new BackPressure<>(kind, limit, action);
    }

    @Override
    public String toString() {
        return "BackPressure[" + kind + (limit.isZero() ? "" : " " + limit) + "]";
    }
}
