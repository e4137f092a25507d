package io.github.threeply.ipc.shared;

import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records, by method handles that are combined once for each class. Here they are fields, which the compiler must load and
 * call; as constants, as in the handles of {@link RecordValue}, they become part of the code around them.
 */
final class RecordCodec<T> extends ValueCodec<T> {
    private static final ClassValue<RecordCodec<?>> CODECS = new ClassValue<>() {
        @Override
        protected RecordCodec<?> computeValue(Class<?> type) {
            return new RecordCodec<>(type, new RecordPlan(type));
        }
    };

    /** Of type (byte[])Object. */
    final MethodHandle reader;

    /** Of type (byte[], Object)void. */
    final MethodHandle writer;

    /** Of type (long, ...)Object, with {@link RecordPlan#WORDS} words; null if the record needs more than that. */
    final @Nullable MethodHandle ofWords;

    /** Each of type (Object)long, one for each of those words; null if there are none, or other records in the record. */
    final MethodHandle @Nullable [] toWords;

    private final boolean gaps;

    /** Makes the handle of a value. */
    private final RecordValue.Maker handles;

    private RecordCodec(Class<T> type, RecordPlan plan) {
        super(ObjectType.RECORD, type, Math.max(1, plan.bytes()), plan.bytes(), false, plan.text());
        reader = plan.reader();
        writer = plan.writer();
        ofWords = plan.ofWords();
        toWords = plan.toWords();
        gaps = plan.hasGaps();
        handles = new RecordValue.Maker(this);
    }

    @SuppressWarnings("unchecked") // computeValue makes one of that class
    static <T> RecordCodec<T> of(Class<T> type) {
        return (RecordCodec<T>) CODECS.get(type);
    }

    @Override
    CodedValue<T> handle(MemoryFile file, Entry entry) {
        return handles.make(file, entry, this);
    }

    @Override
    int encode(T value, Content content) {
        byte[] target = cleared(content);
        try {
            writer.invokeExact(target, (Object) value);
        } catch (Throwable e) {
            throw failure("an accessor", e);
        }
        return bytes();
    }

    /** Returns the array to encode a record into, with zeros where that writes nothing. */
    byte[] cleared(Content content) {
        int all = Copies.arrayBytes(bytes());
        byte[] target = content.array(all);
        // Or what was there goes into the file: of another value, perhaps.
        Arrays.fill(target, gaps ? 0 : bytes(), all, (byte) 0);
        return target;
    }

    @Override
    @SuppressWarnings("unchecked") // the constructor of that class made it
    T decode(byte[] source) {
        try {
            return (T) reader.invokeExact(source);
        } catch (Throwable e) {
            throw failure("the constructor", e);
        }
    }

    /** Throws what code of the user's has thrown; returns it if it is checked, in one that is not. */
    RuntimeException failure(String of, Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(of + " of " + type().getName() + " failed", e);
    }
}
