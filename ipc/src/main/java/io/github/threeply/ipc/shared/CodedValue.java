package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A value of several words: a text, bytes or a record. The bytes change in {@link Copies}, as a whole. */
class CodedValue<T> extends MappedObject implements SharedValue<T> {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient ValueCodec<T> codec;
    final transient Copies copies;

    CodedValue(MemoryFile file, Entry entry, ValueCodec<T> codec) {
        super(file, entry);
        this.codec = codec;
        this.copies = codec.copies(file, entry);
    }

    /** Writes a value; see {@link ValueCodec#encode}. */
    int encode(T value, Content target) {
        return codec.encode(value, target);
    }

    /** Makes a value; see {@link ValueCodec#decode}. */
    T decode(byte[] source) {
        return codec.decode(source);
    }

    @Override
    final Class<?> kind() {
        return CodedValue.class; // the file has one form of value for the text, the bytes or the record of a name
    }

    @Override
    final Class<?> valueClass() {
        return codec.type();
    }

    @Override
    public final Class<T> type() {
        return codec.type();
    }

    @Override
    public boolean isSet() {
        return copies.version() != Copies.NONE;
    }

    @Override
    public T get() {
        Scratch scratch = Scratch.ofThread();
        Content content = scratch.take();
        try {
            checkSet(copies.read(content));
            return decode(content);
        } finally {
            scratch.give(content);
        }
    }

    @Override
    public T getAcquire() {
        Scratch scratch = Scratch.ofThread();
        Content content = scratch.take();
        try {
            checkSet(copies.readAcquire(content));
            return decode(content);
        } finally {
            scratch.give(content);
        }
    }

    @Override
    public void set(T value) {
        requireNonNull(value, "value");
        Scratch scratch = Scratch.ofThread();
        Content content = scratch.take();
        try {
            copies.set(content, encode(value, content));
        } finally {
            scratch.give(content);
        }
    }

    /** Writers exclude each other, which costs what would be saved. */
    @Override
    public void setRelease(T value) {
        set(value);
    }

    @Override
    public boolean setIfUnset(T value) {
        return store(Copies.NONE, requireNonNull(value, "value"));
    }

    @Override
    public T getAndSet(T value) {
        requireNonNull(value, "value");
        Scratch scratch = Scratch.ofThread();
        Content content = scratch.take();
        Content before = scratch.take();
        try {
            checkSet(copies.getAndSet(before, content, encode(value, content)));
            return decode(before);
        } finally {
            scratch.give(before);
            scratch.give(content);
        }
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        requireNonNull(expected, "expected");
        requireNonNull(value, "value");
        Scratch scratch = Scratch.ofThread();
        Content wanted = scratch.take();
        Content content = scratch.take();
        Content present = scratch.take();
        try {
            int wantedBytes = encode(expected, wanted);
            int contentBytes = encode(value, content);
            long version;
            do {
                version = copies.read(present);
                // One of a variable length begins with that, so others of that length are not mistaken for it.
                byte[] there = present.array(wantedBytes);
                if (version == Copies.NONE || !Arrays.equals(wanted.array(), 0, wantedBytes, there, 0, wantedBytes)) {
                    return false;
                }
            } while (!copies.set(version, content, contentBytes));
            return true;
        } finally {
            scratch.give(present);
            scratch.give(content);
            scratch.give(wanted);
        }
    }

    @Override
    public T update(UnaryOperator<T> function) {
        requireNonNull(function, "function");
        Look look = new Look();
        while (true) {
            T before = look.value();
            checkSet(look.version);
            T after = requireNonNull(function.apply(requireNonNull(before)), "what the function returned");
            if (store(look.version, after)) {
                return after;
            }
        }
    }

    private boolean store(long expectedVersion, T value) {
        Scratch scratch = Scratch.ofThread();
        Content content = scratch.take();
        try {
            return copies.set(expectedVersion, content, encode(value, content));
        } finally {
            scratch.give(content);
        }
    }

    @Override
    public T await(Predicate<? super T> condition) throws InterruptedException {
        requireNonNull(condition, "condition");
        Look look = new Look();
        copies.await(() -> look.changedTo(condition), Waits.FOR_EVER);
        return requireNonNull(look.found);
    }

    @Override
    public Optional<T> tryAwait(Predicate<? super T> condition, Duration limit) throws InterruptedException {
        requireNonNull(condition, "condition");
        Look look = new Look();
        return copies.await(() -> look.changedTo(condition), Limits.nanos(limit))
                ? Optional.of(requireNonNull(look.found))
                : Optional.empty();
    }

    final void checkSet(long version) {
        if (version == Copies.NONE) {
            throw new SharedValueUnsetException(mapping.file().path(), name());
        }
    }

    private T decode(Content content) {
        try {
            return decode(content.array());
        } catch (BadContentException e) {
            throw damaged(e);
        }
    }

    final RuntimeException damaged(BadContentException e) {
        return Entry.damaged(mapping.file().path(), e.expected() + " in \"" + name() + "\"", e.found());
    }

    /** What one thread has seen of the value. */
    private final class Look {
        private long version = Copies.NONE;
        private @Nullable T found;

        /** Returns the value, null if it is unset, and remembers its version. */
        @Nullable
        T value() {
            Scratch scratch = Scratch.ofThread();
            Content content = scratch.take();
            try {
                version = copies.read(content);
                return version == Copies.NONE ? null : decode(content);
            } finally {
                scratch.give(content);
            }
        }

        /** Tells whether there is a value that was not asked yet, and meets a condition. */
        boolean changedTo(Predicate<? super T> condition) {
            if (copies.version() == version) {
                return false;
            }
            T value = value();
            if (value == null || !condition.test(value)) {
                return false;
            }
            found = value;
            return true;
        }
    }
}
