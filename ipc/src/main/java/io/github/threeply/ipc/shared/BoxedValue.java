package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A primitive value in its general form. */
final class BoxedValue<T> extends WordValue implements SharedValue<T> {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Class<T> type;
    private final transient Accesses<T> accesses;

    /** What the primitive form does. */
    record Accesses<T>(
            Supplier<T> get,
            Supplier<T> getAcquire,
            Consumer<T> set,
            Consumer<T> setRelease,
            UnaryOperator<T> getAndSet,
            BiPredicate<T, T> compareAndSet) {}

    BoxedValue(MappedObject primitive, Class<T> type, Accesses<T> accesses) {
        super(primitive.file, primitive.entry);
        this.type = type;
        this.accesses = accesses;
    }

    @Override
    public Class<T> type() {
        return type;
    }

    @Override
    public boolean isSet() {
        return true;
    }

    @Override
    public T get() {
        return accesses.get.get();
    }

    @Override
    public T getAcquire() {
        return accesses.getAcquire.get();
    }

    @Override
    public void set(T value) {
        accesses.set.accept(requireNonNull(value, "value"));
    }

    @Override
    public void setRelease(T value) {
        accesses.setRelease.accept(requireNonNull(value, "value"));
    }

    @Override
    public boolean setIfUnset(T value) {
        requireNonNull(value, "value");
        return false;
    }

    @Override
    public T getAndSet(T value) {
        return accesses.getAndSet.apply(requireNonNull(value, "value"));
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        return accesses.compareAndSet.test(requireNonNull(expected, "expected"), requireNonNull(value, "value"));
    }

    @Override
    public T update(UnaryOperator<T> function) {
        requireNonNull(function, "function");
        while (true) {
            T before = get();
            T after = requireNonNull(function.apply(before), "what the function returned");
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    @Override
    public T await(Predicate<? super T> condition) throws InterruptedException {
        Look look = new Look(condition);
        awaitWord(look);
        return requireNonNull(look.found);
    }

    @Override
    public Optional<T> tryAwait(Predicate<? super T> condition, Duration limit) throws InterruptedException {
        Look look = new Look(condition);
        return tryAwaitWord(look, limit) ? Optional.of(requireNonNull(look.found)) : Optional.empty();
    }

    private final class Look implements Question {
        private final Predicate<? super T> condition;
        private @Nullable T found;

        Look(Predicate<? super T> condition) {
            this.condition = requireNonNull(condition, "condition");
        }

        @Override
        public boolean isMet() {
            T value = get();
            found = condition.test(value) ? value : null;
            return found != null;
        }
    }
}
