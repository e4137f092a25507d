package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A primitive value in its general form. */
final class BoxedValue<T> extends MappedObject implements SharedValue<T> {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Class<T> type;
    private final transient Supplier<T> getter;
    private final transient Consumer<T> setter;
    private final transient UnaryOperator<T> exchange;
    private final transient BiPredicate<T, T> compareAndSet;

    BoxedValue(
            MappedObject primitive,
            Class<T> type,
            Supplier<T> getter,
            Consumer<T> setter,
            UnaryOperator<T> exchange,
            BiPredicate<T, T> compareAndSet) {
        super(primitive.file, primitive.entry);
        this.type = type;
        this.getter = getter;
        this.setter = setter;
        this.exchange = exchange;
        this.compareAndSet = compareAndSet;
    }

    @Override
    public Class<T> type() {
        return type;
    }

    @Override
    public T get() {
        return getter.get();
    }

    @Override
    public void set(T value) {
        setter.accept(requireNonNull(value, "value"));
    }

    @Override
    public T getAndSet(T value) {
        return exchange.apply(requireNonNull(value, "value"));
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        return compareAndSet.test(requireNonNull(expected, "expected"), requireNonNull(value, "value"));
    }

    @Override
    public T update(UnaryOperator<T> function) {
        requireNonNull(function, "function");
        while (true) {
            T before = getter.get();
            T after = requireNonNull(function.apply(before), "what the function returned");
            if (compareAndSet.test(before, after)) {
                return after;
            }
        }
    }
}
