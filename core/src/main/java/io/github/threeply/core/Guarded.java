package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A value that can only be reached inside its guard.
 * <pre>{@code
 * Guarded<Position> where = Guarded.of(new Position(0, 0));
 * where.update(p -> p.movedBy(1, 2));            // replaces it
 * double x = where.read(Position::x);
 *
 * Guarded<List<String>> names = Guarded.of(new ArrayList<>());
 * names.mutate(list -> list.add("worker-1"));    // changes it in place
 * String last = names.access(list -> list.remove(list.size() - 1));
 * }</pre>
 *
 * <p><b>What the guard cannot do.</b> A value that can be changed must not leave the body: not as its result, not in a
 * field, not in a lambda that runs later. Nor must anybody keep a reference from before. A value that cannot be changed,
 * such as a record of such values, may go anywhere: {@code read(p -> p)} is right for it.
 *
 * <p><b>Threads, memory consistency effects, re-entry.</b> As the {@link Guard} of its strategy says. Bodies should be
 * short: others wait meanwhile. Over {@link LockStrategy#none} nobody waits and nothing is promised.
 *
 * <p><b>Failures.</b> What a body throws comes out of the call, and the guard is free. {@link #update} then keeps the
 * value; what a body had changed in place stays changed.
 *
 * @param <T> the type of the value
 */
public final class Guarded<T extends @Nullable Object> {
    private final Guard guard;
    private T value; // touched inside the guard only, which orders the accesses

    private Guarded(T initial, Guard guard) {
        this.value = initial;
        this.guard = guard;
    }

    /**
     * Makes a guarded value over a {@link LockStrategy#reentrant} lock.
     *
     * @param initial the first value
     * @param <T> the type of the value
     * @return the guarded value
     */
    public static <T extends @Nullable Object> Guarded<T> of(T initial) {
        return of(initial, LockStrategy.reentrant());
    }

    /**
     * Makes a guarded value.
     *
     * @param initial the first value
     * @param strategy how to exclude others
     * @param <T> the type of the value
     * @return the guarded value
     */
    public static <T extends @Nullable Object> Guarded<T> of(T initial, LockStrategy strategy) {
        requireNonNull(strategy, "strategy");
        return new Guarded<>(initial, requireNonNull(strategy.newGuard(), "the guard of the lock strategy"));
    }

    /**
     * Looks at the value. Where the strategy knows readers, several may look at the same time.
     *
     * @param body gets the value, and must not change it
     * @param <R> the type of the result
     * @param <X> what the body throws
     * @return the result of the body
     * @throws X what the body threw
     */
    public <R extends @Nullable Object, X extends Exception> R read(Body<? super T, ? extends R, ? extends X> body)
            throws X {
        requireNonNull(body, "body");
        return guard.<R, X>read(() -> body.apply(value));
    }

    /**
     * Replaces the value by a function of it, in one step.
     *
     * @param body gets the value, and returns the new one
     * @param <X> what the body throws
     * @return the new value
     * @throws X what the body threw; the value is as before
     */
    public <X extends Exception> T update(Body<? super T, ? extends T, ? extends X> body) throws X {
        requireNonNull(body, "body");
        return guard.<T, X>write(() -> {
            T after = body.apply(value);
            value = after;
            return after;
        });
    }

    /**
     * Changes the value in place.
     *
     * @param body gets the value, alone
     * @param <X> what the body throws
     * @throws X what the body threw
     */
    public <X extends Exception> void mutate(Mutation<? super T, ? extends X> body) throws X {
        requireNonNull(body, "body");
        guard.<@Nullable Void, X>write(() -> {
            body.apply(value);
            return null;
        });
    }

    /**
     * Changes the value in place, with a result.
     *
     * @param body gets the value, alone
     * @param <R> the type of the result
     * @param <X> what the body throws
     * @return the result of the body
     * @throws X what the body threw
     */
    public <R extends @Nullable Object, X extends Exception> R access(Body<? super T, ? extends R, ? extends X> body)
            throws X {
        requireNonNull(body, "body");
        return guard.<R, X>write(() -> body.apply(value));
    }

    /** Without the value: to read it could wait. */
    @Override
    public String toString() {
        return "Guarded[" + guard + "]";
    }

    /**
     * What is done with the value, with a result.
     *
     * @param <T> the type of the value
     * @param <R> the type of the result
     * @param <X> what it throws; nothing checked, for a lambda that throws nothing checked
     */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object, R extends @Nullable Object, X extends Exception> {

        /**
         * Does it.
         *
         * @param value the value
         * @return the result
         * @throws X if it fails
         */
        R apply(T value) throws X;
    }

    /**
     * What is done with the value, without a result.
     *
     * @param <T> the type of the value
     * @param <X> what it throws; nothing checked, for a lambda that throws nothing checked
     */
    @FunctionalInterface
    public interface Mutation<T extends @Nullable Object, X extends Exception> {

        /**
         * Does it.
         *
         * @param value the value
         * @throws X if it fails
         */
        void apply(T value) throws X;
    }
}
