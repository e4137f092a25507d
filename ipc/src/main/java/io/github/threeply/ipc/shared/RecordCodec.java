package io.github.threeply.ipc.shared;

import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/** Records, by method handles that are combined once for each class. */
final class RecordCodec<T> extends ValueCodec<T> {
    private static final ClassValue<RecordCodec<?>> CODECS = new ClassValue<>() {
        @Override
        protected RecordCodec<?> computeValue(Class<?> type) {
            return new RecordCodec<>(type, new RecordPlan(type));
        }
    };

    private final MethodHandle reader;
    private final MethodHandle writer;
    private final boolean gaps;

    private RecordCodec(Class<T> type, RecordPlan plan) {
        super(ObjectType.RECORD, type, Math.max(1, plan.bytes()), plan.bytes(), false, plan.text());
        reader = plan.reader();
        writer = plan.writer();
        gaps = plan.hasGaps();
    }

    @SuppressWarnings("unchecked") // computeValue makes one of that class
    static <T> RecordCodec<T> of(Class<T> type) {
        return (RecordCodec<T>) CODECS.get(type);
    }

    @Override
    int encode(T value, Content content) {
        int all = Copies.arrayBytes(bytes());
        byte[] target = content.array(all);
        // Or what was there goes into the file: of another value, perhaps.
        Arrays.fill(target, gaps ? 0 : bytes(), all, (byte) 0);
        try {
            writer.invokeExact(target, (Object) value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("an accessor of " + type().getName() + " failed", e);
        }
        return bytes();
    }

    @Override
    @SuppressWarnings("unchecked") // the constructor of that class made it
    T decode(byte[] source) {
        try {
            return (T) reader.invokeExact(source);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the constructor of " + type().getName() + " failed", e);
        }
    }
}
