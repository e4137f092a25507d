package io.github.threeply.ipc.process;

import static io.github.threeply.ipc.process.ValueTags.*;

import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writing half of a {@link ValueCodec}. */
final class ValueWriter {
    private static final String IMMUTABLE = "java.util.ImmutableCollections$";

    private final boolean lambdas;
    private final Codecs codecs;

    ValueWriter(boolean lambdas, Codecs codecs) {
        this.lambdas = lambdas;
        this.codecs = codecs;
    }

    void write(@Nullable Object value, ByteWriter out, String rootName) {
        if (value instanceof Long number) { // by itself, as in the reader
            out.putTagged(LONG, number);
            return;
        }
        int start = out.size();
        if (value == null) {
            out.write(NULL);
            return;
        }
        try {
            if (!writeDirect(value, out, rootName, 0)) {
                out.truncate(start);
                writeObject(value, out, rootName);
            }
        } catch (StackOverflowError e) { // lambdas that capture lambdas that capture lambdas
            throw SerializedForm.tooDeep(value, rootName, e);
        }
    }

    private static void writeObject(Object value, ByteWriter out, String rootName) {
        out.write(OBJECT);
        int at = out.skip(4);
        SerializedForm.write(value, out, rootName);
        out.setInt(at, out.size() - at - 4);
    }

    /** False if the value as a whole has to go by Java serialization; bytes may have been written. */
    private boolean writeDirect(@Nullable Object value, ByteWriter out, String rootName, int depth) {
        if (value == null) {
            out.write(NULL);
        } else if (value instanceof String text) {
            FlatForms.writeString(text, out);
        } else if (value instanceof Number || value instanceof Boolean || value instanceof Character) {
            return FlatForms.writeBox(value, out) || codecs.write(value, out, rootName);
        } else if (value.getClass().isArray()) {
            return FlatForms.writeArray(value, out) || codecs.write(value, out, rootName);
        } else if (codecs.write(value, out, rootName)) {
            return true;
        } else if (depth > ValueCodec.DEPTH) {
            return false;
        } else if (value instanceof Enum<?> constant) {
            String name = constant.getDeclaringClass().getName();
            ShellClasses.refuse(name, rootName);
            out.write(ENUM);
            out.putText(name);
            out.putText(constant.name());
        } else if (value instanceof Record) {
            return writeRecord(value, out, rootName, depth);
        } else if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
            return writeCollection(value, out, rootName, depth);
        } else if (lambdas && value.getClass().isHidden()) {
            return writeLambda(value, out, rootName);
        } else {
            return false;
        }
        return true;
    }

    private boolean writeRecord(Object value, ByteWriter out, String rootName, int depth) {
        RecordShape shape = RecordShape.of(value.getClass());
        if (shape == null) {
            return false;
        }
        String name = value.getClass().getName();
        ShellClasses.refuse(name, rootName);
        out.write(RECORD);
        out.putText(name);
        int count = shape.size();
        out.putInt(count);
        for (int i = 0; i < count; i++) {
            Object component = shape.get(value, i);
            int start = out.size();
            if (!writeDirect(component, out, rootName, depth + 1)) {
                if (depth > 0 || component == null) {
                    return false;
                }
                out.truncate(start);
                writeObject(component, out, rootName + "." + shape.name(i));
            }
        }
        return true;
    }

    private boolean writeCollection(Object value, ByteWriter out, String rootName, int depth) {
        int tag = tagOf(value.getClass());
        if (tag == NULL) {
            return false;
        }
        if (value instanceof Map<?, ?> map) {
            FlatForms.start(out, tag, map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!writeDirect(entry.getKey(), out, rootName, depth + 1)
                        || !writeDirect(entry.getValue(), out, rootName, depth + 1)) {
                    return false;
                }
            }
        } else if (value instanceof Collection<?> collection) {
            FlatForms.start(out, tag, collection.size());
            for (Object element : collection) {
                if (!writeDirect(element, out, rootName, depth + 1)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int tagOf(Class<?> type) {
        if (type == ArrayList.class) {
            return ARRAY_LIST;
        }
        if (type == HashMap.class) {
            return HASH_MAP;
        }
        if (type == HashSet.class) {
            return HASH_SET;
        }
        if (type == LinkedHashMap.class) {
            return LINKED_MAP;
        }
        if (type == LinkedHashSet.class) {
            return LINKED_SET;
        }
        String name = type.getName();
        if (!name.startsWith(IMMUTABLE)) {
            return NULL;
        }
        return name.startsWith("List", IMMUTABLE.length())
                ? FIXED_LIST
                : name.startsWith("Set", IMMUTABLE.length())
                        ? FIXED_SET
                        : name.startsWith("Map", IMMUTABLE.length()) ? FIXED_MAP : NULL;
    }

    private boolean writeLambda(Object value, ByteWriter out, String rootName) {
        SerializedLambda parts = Lambdas.takeApart(value);
        if (parts == null) {
            return false;
        }
        out.write(LAMBDA);
        Lambdas.writeShape(parts, out);
        writeCaptured(parts, out, rootName);
        return true;
    }

    /** Appends the values that a lambda captured. */
    void writeCaptured(SerializedLambda parts, ByteWriter out, String rootName) {
        int count = parts.getCapturedArgCount();
        out.putInt(count);
        for (int i = 0; i < count; i++) {
            writeCaptured(parts.getCapturedArg(i), i, out, rootName);
        }
    }

    /** As that, read in another way. */
    void writeCaptured(LambdaFields fields, Object lambda, ByteWriter out, String rootName) {
        int count = fields.count();
        out.putInt(count);
        for (int i = 0; i < count; i++) {
            writeCaptured(fields.get(lambda, i), i, out, rootName);
        }
    }

    private void writeCaptured(@Nullable Object value, int index, ByteWriter out, String rootName) {
        write(value, out, cannotFail(value) ? rootName : rootName + ".captured[" + index + "]");
    }

    /** Whether it is of the kinds that are captured most, so that nobody will ask for its name. */
    private static boolean cannotFail(@Nullable Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof String || value instanceof Double;
    }
}
