package io.github.threeply.ipc.process;

import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes and back. {@code null}, boxes, strings, primitive arrays, enums, records, lambdas and the
 * common collections of these have a direct form; what one of the user's {@link PayloadCodec}s handles goes by that; all
 * else goes by Java serialization under the {@link ClassGate}.
 *
 * <p>The direct form copies: two references to one object become two objects. What is nested deeper than
 * {@link #DEPTH}, and so perhaps a circle, goes by Java serialization, which keeps references.
 */
final class ValueCodec {
    static final int DEPTH = 40;

    private final ValueWriter writer;
    private final ValueReader reader;

    ValueCodec(ClassLoader loader, ClassGate gate, boolean lambdas) {
        this(loader, gate, lambdas, Codecs.NONE);
    }

    /**
     * Makes a codec.
     *
     * @param loader finds the classes of what is read
     * @param gate decides which of them may be rebuilt
     * @param lambdas whether lambdas may travel this way
     * @param codecs the user's
     */
    ValueCodec(ClassLoader loader, ClassGate gate, boolean lambdas, Codecs codecs) {
        this(new ValueWriter(lambdas, codecs), new ValueReader(loader, gate, lambdas, codecs));
    }

    private ValueCodec(ValueWriter writer, ValueReader reader) {
        this.writer = writer;
        this.reader = reader;
    }

    ValueCodec with(ClassGate otherGate) {
        ValueReader other = reader.with(otherGate);
        return other == reader ? this : new ValueCodec(writer, other);
    }

    ClassGate gate() {
        return reader.gate();
    }

    ClassLoader loader() {
        return reader.loader();
    }

    /**
     * Appends a value.
     *
     * @param rootName how an error calls it
     * @throws TaskNotSerializableException if it holds what cannot be serialized
     * @throws ByteWriter.CapExceededException if it is too large
     */
    void write(@Nullable Object value, ByteWriter out, String rootName) {
        writer.write(value, out, rootName);
    }

    /** Appends the values that a lambda captured. */
    void writeCaptured(SerializedLambda parts, ByteWriter out, String rootName) {
        writer.writeCaptured(parts, out, rootName);
    }

    /** As that, read in another way. */
    void writeCaptured(LambdaFields fields, Object lambda, ByteWriter out, String rootName) {
        writer.writeCaptured(fields, lambda, out, rootName);
    }

    @Nullable
    Object[] readCaptured(ByteReader in) {
        return reader.readCaptured(in);
    }

    /**
     * Reads a value.
     *
     * @throws ValueNotRebuiltException if its class is missing or not allowed
     * @throws ByteReader.MalformedValueException if the bytes are none of ours
     */
    @Nullable
    Object read(ByteReader in) {
        return reader.read(in);
    }
}
