package io.github.threeply.ipc.process;

import io.github.threeply.core.TaskFunction;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/** Encodes tasks, functions and arguments in the thread that submits them. */
final class TaskEncoder {
    private static final int USUAL_SIZE = 64;

    private final ValueCodec codec;
    private final int maxPayload;

    TaskEncoder(PoolSettings.Values values) {
        this(new ValueCodec(values.loader(), ClassGate.everything(), true, values.codecs()), values.maxPayload());
    }

    TaskEncoder(ValueCodec codec, int maxPayload) {
        this.codec = codec;
        this.maxPayload = maxPayload;
    }

    /** The strings of a lambda's class are the same for all its instances: encoded once for all pools. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return new Shape(nameOf(type));
        }
    };

    private static final class Shape {
        private final String name;
        private volatile @Nullable FunctionRef ref;
        private volatile @Nullable LambdaFields fields;
        private volatile boolean looked;
        private int size = USUAL_SIZE; // of the last one: a guess, so any thread's will do

        /** Of a lambda that captures nothing: there is one object of its class, and so one form. */
        private volatile @Nullable Encoded constant;

        Shape(String name) {
            this.name = name;
        }

        FunctionRef ref(SerializedLambda parts) {
            FunctionRef known = ref;
            return known != null ? known : makeRef(parts);
        }

        private synchronized FunctionRef makeRef(SerializedLambda parts) {
            FunctionRef made = ref;
            if (made == null) {
                ByteWriter out = new ByteWriter(512, Integer.MAX_VALUE);
                out.write(WorkerFunctions.LAMBDA_SHAPE);
                Lambdas.writeShape(parts, out);
                made = new FunctionRef(
                        out.toByteArray(),
                        "the lambda in " + parts.getCapturingClass().replace('/', '.'));
                ref = made;
            }
            return made;
        }
    }

    /** A task as it travels. */
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    record Encoded(@Nullable FunctionRef function, byte[] payload) {}

    Encoded task(Object task) {
        if (!task.getClass().isHidden()) {
            return whole(task);
        }
        Shape shape = SHAPES.get(task.getClass());
        Encoded constant = shape.constant;
        if (constant != null) {
            return constant;
        }
        ByteWriter out = new ByteWriter(shape.size, maxPayload);
        try {
            LambdaFields fields = shape.fields;
            FunctionRef ref = shape.ref;
            if (fields == null || ref == null) {
                return first(task, shape, out);
            }
            codec.writeCaptured(fields, task, out, shape.name);
            byte[] payload = out.finish();
            shape.size = Math.min(payload.length, USUAL_SIZE);
            return new Encoded(ref, payload);
        } catch (ByteWriter.CapExceededException e) {
            throw PayloadTooLargeException.of(shape.name, e.size(), maxPayload);
        }
    }

    /** A lambda of a class of which nothing is known yet, or that gives itself away only piece by piece. */
    private Encoded first(Object task, Shape shape, ByteWriter out) {
        SerializedLambda parts = Lambdas.takeApart(task);
        if (parts == null) {
            return whole(task);
        }
        codec.writeCaptured(parts, out, shape.name);
        Encoded encoded = new Encoded(shape.ref(parts), out.finish());
        if (parts.getCapturedArgCount() == 0) {
            shape.constant = encoded;
        } else if (!shape.looked) {
            shape.fields = LambdaFields.of(task, parts);
            shape.looked = true;
        }
        return encoded;
    }

    private Encoded whole(Object task) {
        return new Encoded(null, value(task, nameOf(task)));
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
        return new FunctionRef(out.toByteArray(), name);
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
            size = (long) out.size() - at;
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
        return NAMES.get(type);
    }

    /** Asked for with each task that is sent. */
    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return makeName(type);
        }
    };

    private static String makeName(Class<?> type) {
        if (!type.isHidden()) {
            return type.getTypeName();
        }
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        return "the lambda in " + (lambda < 0 ? name : name.substring(0, lambda));
    }
}
