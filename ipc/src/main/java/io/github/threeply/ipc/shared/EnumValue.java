package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An enum constant on its own line, as the int of its ordinal and 1; 0 as long as it is unset. */
final class EnumValue<E extends Enum<E>> extends WordValue implements SharedValue<E> {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int UNSET = 0;

    private final transient Class<E> type;
    private final transient E[] constants;

    EnumValue(MemoryFile file, Entry entry, Class<E> type) {
        super(file, entry);
        this.type = type;
        this.constants = type.getEnumConstants();
    }

    static Shape shape(Class<?> type) {
        String detail = type.getSimpleName() + " " + RecordPlan.constants(type);
        return new Shape(ObjectType.ENUM, ObjectType.ENUM.elementBytes, 1, ObjectType.ENUM.elementBytes, detail);
    }

    @Override
    Class<?> valueClass() {
        return type;
    }

    @Override
    public Class<E> type() {
        return type;
    }

    private @Nullable E constant(int word) {
        if (word == UNSET) {
            return null;
        }
        if (word < 0 || word > constants.length) {
            throw Entry.damaged(
                    mapping.file().path(),
                    "one of " + constants.length + " constants in \"" + name() + "\"",
                    "the constant " + (word - 1));
        }
        return constants[word - 1];
    }

    private E constantOrThrow(int word) {
        E constant = constant(word);
        if (constant == null) {
            throw new SharedValueUnsetException(mapping.file().path(), name());
        }
        return constant;
    }

    @SuppressWarnings("EnumOrdinal") // the names, in this order, are part of the shape of the object
    private static int word(Enum<?> constant) {
        return constant.ordinal() + 1;
    }

    @Override
    public boolean isSet() {
        return mapping.getInt(offset) != UNSET;
    }

    @Override
    public E get() {
        return constantOrThrow(mapping.getInt(offset));
    }

    @Override
    public E getAcquire() {
        return constantOrThrow(mapping.getIntAcquire(offset));
    }

    @Override
    public void set(E value) {
        mapping.setInt(offset, word(requireNonNull(value, "value")));
        changed();
    }

    @Override
    public void setRelease(E value) {
        mapping.setIntRelease(offset, word(requireNonNull(value, "value")));
        changed(); // without a fence before it the look can come too early, and the waiter sees the value a bit later
    }

    @Override
    public boolean setIfUnset(E value) {
        return replace(UNSET, requireNonNull(value, "value"));
    }

    @Override
    public E getAndSet(E value) {
        requireNonNull(value, "value");
        while (true) {
            int before = mapping.getInt(offset);
            E constant = constantOrThrow(before);
            if (replace(before, value)) {
                return constant;
            }
        }
    }

    @Override
    public boolean compareAndSet(E expected, E value) {
        return replace(word(requireNonNull(expected, "expected")), requireNonNull(value, "value"));
    }

    @Override
    public E update(UnaryOperator<E> function) {
        requireNonNull(function, "function");
        while (true) {
            int before = mapping.getInt(offset);
            E after = requireNonNull(function.apply(constantOrThrow(before)), "what the function returned");
            if (replace(before, after)) {
                return after;
            }
        }
    }

    private boolean replace(int before, E after) {
        boolean stored = mapping.compareAndSetInt(offset, before, word(after));
        if (stored) {
            changed();
        }
        return stored;
    }

    @Override
    public E await(Predicate<? super E> condition) throws InterruptedException {
        Look look = new Look(condition);
        awaitWord(look);
        return requireNonNull(look.found);
    }

    @Override
    public Optional<E> tryAwait(Predicate<? super E> condition, Duration limit) throws InterruptedException {
        Look look = new Look(condition);
        return tryAwaitWord(look, limit) ? Optional.of(requireNonNull(look.found)) : Optional.empty();
    }

    private final class Look implements Question {
        private final Predicate<? super E> condition;
        private @Nullable E found;

        Look(Predicate<? super E> condition) {
            this.condition = requireNonNull(condition, "condition");
        }

        @Override
        public boolean isMet() {
            E constant = constant(mapping.getInt(offset));
            found = constant != null && condition.test(constant) ? constant : null;
            return found != null;
        }
    }
}
