package io.github.threeply.ipc.process;

import io.github.threeply.core.TaskFunction;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/** Encodes tasks, functions and arguments in the thread that submits them. */
final class TaskEncoder {
    private final ValueCodec codec;
    private final int maxPayload;

    TaskEncoder(ClassLoader loader, int maxPayload) {
        this.codec = new ValueCodec(loader, ClassGate.everything(), true);
        this.maxPayload = maxPayload;
    }

    /** The strings of a lambda's class are the same for all its instances: encoded once for all pools. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return new Shape();
        }
    };

    private static final class Shape {
        private @Nullable FunctionRef ref;

        synchronized FunctionRef ref(SerializedLambda parts) {
            if (ref == null) {
                ByteWriter out = new ByteWriter(512, Integer.MAX_VALUE);
                out.write(WorkerFunctions.LAMBDA_SHAPE);
                Lambdas.writeShape(parts, out);
                ref = new FunctionRef(out.toByteArray());
            }
            return ref;
        }
    }

    /** A task as it travels. */
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    record Encoded(@Nullable FunctionRef function, byte[] payload) {}

    Encoded task(Object task) {
        String name = nameOf(task);
        SerializedLambda parts = task.getClass().isHidden() ? Lambdas.takeApart(task) : null;
        ByteWriter out = new ByteWriter(64, maxPayload);
        try {
            if (parts == null) {
                codec.write(task, out, name);
                return new Encoded(null, out.toByteArray());
            }
            codec.writeCaptured(parts, out, name);
            return new Encoded(SHAPES.get(task.getClass()).ref(parts), out.toByteArray());
        } catch (ByteWriter.CapExceededException e) {
            throw PayloadTooLargeException.of(name, e.size(), maxPayload);
        }
    }

    FunctionRef function(TaskFunction<?, ?> function) {
        String name = nameOf(function);
        ByteWriter out = new ByteWriter(256, maxPayload);
        try {
            out.write(WorkerFunctions.WHOLE);
            codec.write(function, out, name);
        } catch (ByteWriter.CapExceededException e) {
            throw PayloadTooLargeException.of(name, e.size(), maxPayload);
        }
        return new FunctionRef(out.toByteArray());
    }

    byte[] value(@Nullable Object value, String name) {
        ByteWriter out = new ByteWriter(32, maxPayload);
        try {
            codec.write(value, out, name);
        } catch (ByteWriter.CapExceededException e) {
            throw PayloadTooLargeException.of(name, e.size(), maxPayload);
        }
        return out.toByteArray();
    }

    /** Appends an argument. Throws what {@link #value} throws; then what was written is to be cut off. */
    void argument(@Nullable Object argument, long index, ByteWriter out) {
        boolean plain = argument == null
                || argument instanceof Number
                || argument instanceof String
                || argument instanceof Boolean
                || argument instanceof Character;
        String name = plain ? "" : "argument " + index; // a text for each would cost more than all the rest
        int at = out.size();
        long size;
        try {
            codec.write(argument, out, name);
            size = out.size() - at;
        } catch (ByteWriter.CapExceededException e) {
            size = e.size() - at;
        }
        if (size > maxPayload) {
            throw PayloadTooLargeException.of("argument " + index, size, maxPayload);
        }
    }

    /** How errors call a task: its class, or the class that a lambda is written in. */
    static String nameOf(Object task) {
        return nameOf(task.getClass());
    }

    static String nameOf(Class<?> type) {
        if (!type.isHidden()) {
            return type.getTypeName();
        }
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        return "the lambda in " + (lambda < 0 ? name : name.substring(0, lambda));
    }
}
