package io.github.threeply.ipc.process;

import static io.github.threeply.ipc.process.ValueTags.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reading half of a {@link ValueCodec}. It trusts none of the bytes. */
final class ValueReader {
    /** Room made before the elements are there. A count that lies, in each of many nested lists, must not take it all. */
    private static final int MOST_ROOM = 1024;

    private final ClassLoader loader;
    private final ClassGate gate;
    private final boolean lambdas;
    private final Codecs codecs;

    ValueReader(ClassLoader loader, ClassGate gate, boolean lambdas, Codecs codecs) {
        this.loader = loader;
        this.gate = gate;
        this.lambdas = lambdas;
        this.codecs = codecs;
    }

    ClassLoader loader() {
        return loader;
    }

    ClassGate gate() {
        return gate;
    }

    ValueReader with(ClassGate otherGate) {
        return otherGate == gate ? this : new ValueReader(loader, otherGate, lambdas, codecs);
    }

    @Nullable
    Object read(ByteReader in) {
        int tag = in.getByte();
        // By itself, since that is small enough to become a part of the loops over many.
        return tag == LONG ? (Object) in.getLong() : read(tag, in, 0);
    }

    @Nullable
    Object[] readCaptured(ByteReader in) {
        @Nullable Object[] captured = new @Nullable Object[in.getCount(1)];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = read(in);
        }
        return captured;
    }

    private @Nullable Object read(ByteReader in, int depth) {
        if (depth > 2 * ValueCodec.DEPTH) {
            throw new ByteReader.MalformedValueException("values nested deeper than " + 2 * ValueCodec.DEPTH);
        }
        return read(in.getByte(), in, depth);
    }

    private @Nullable Object read(int tag, ByteReader in, int depth) {
        return switch (tag) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case BYTE -> in.getByte();
            case SHORT -> in.getShort();
            case CHAR -> (char) in.getShort();
            case INT -> in.getInt();
            case LONG -> in.getLong();
            case FLOAT -> Float.intBitsToFloat(in.getInt());
            case DOUBLE -> Double.longBitsToDouble(in.getLong());
            case LATIN1, UTF16 -> FlatForms.readString(tag, in);
            case ENUM -> readEnum(in);
            case RECORD -> readRecord(in, depth);
            case ARRAY_LIST, FIXED_LIST, HASH_SET, LINKED_SET, FIXED_SET, HASH_MAP, LINKED_MAP, FIXED_MAP ->
                readCollection(tag, in, depth);
            case LAMBDA -> readLambda(in);
            case CODED -> codecs.read(in, this);
            case OBJECT -> {
                int length = in.getInt();
                int at = in.take(length);
                yield SerializedForm.read(in.array(), at, length, loader, gate);
            }
            default -> FlatForms.readArray(tag, in);
        };
    }

    /** The class of that name, if it is there and allowed. */
    Class<?> classNamed(String name) {
        Class<?> type;
        try {
            type = Class.forName(name, false, loader); // not initialized before it has passed the gate
        } catch (ClassNotFoundException e) {
            throw SerializedForm.missing(name, e);
        } catch (LinkageError e) {
            throw new ValueNotRebuiltException("class " + name + " could not be loaded: " + e, name, e);
        }
        if (!gate.allows(type)) {
            throw SerializedForm.refused(name);
        }
        return type;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // checked by isEnum
    private Object readEnum(ByteReader in) {
        Class<?> type = classNamed(in.getText());
        String name = in.getText();
        if (!type.isEnum()) {
            throw new ByteReader.MalformedValueException(type.getName() + " is not an enum");
        }
        try {
            return Enum.valueOf((Class<? extends Enum>) type, name);
        } catch (IllegalArgumentException e) {
            throw new ValueNotRebuiltException(
                    "enum " + type.getName() + " has no constant " + name
                            + " here: both processes need the same class path",
                    type.getName(),
                    e);
        }
    }

    private Object readRecord(ByteReader in, int depth) {
        Class<?> type = classNamed(in.getText());
        int count = in.getCount(1);
        RecordShape shape = type.isRecord() ? RecordShape.of(type) : null;
        if (shape == null || shape.size() != count) {
            throw new ValueNotRebuiltException(
                    "class " + type.getName() + " is not a record of " + count
                            + " components here: both processes need the same class path",
                    type.getName(),
                    null);
        }
        @Nullable Object[] components = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            components[i] = read(in, depth + 1);
        }
        return shape.make(components);
    }

    private @Nullable Object readLambda(ByteReader in) {
        if (!lambdas) {
            throw new ValueNotRebuiltException("a lambda may not come this way", "", null);
        }
        Lambdas.Shape shape = Lambdas.readShape(in, loader);
        return shape.with(readCaptured(in));
    }

    private Object readCollection(int tag, ByteReader in, int depth) {
        if (tag == HASH_MAP || tag == LINKED_MAP || tag == FIXED_MAP) {
            int count = in.getCount(2);
            Map<@Nullable Object, @Nullable Object> map = tag == LINKED_MAP ? new LinkedHashMap<>() : new HashMap<>();
            for (int i = 0; i < count; i++) {
                Object key = read(in, depth + 1);
                map.put(key, read(in, depth + 1));
            }
            return tag == FIXED_MAP ? fixedMap(map) : map;
        }
        int count = in.getCount(1);
        Collection<@Nullable Object> collection = tag == HASH_SET || tag == FIXED_SET
                ? new HashSet<>()
                : tag == LINKED_SET ? new LinkedHashSet<>() : new ArrayList<>(Math.min(count, MOST_ROOM));
        for (int i = 0; i < count; i++) {
            collection.add(read(in, depth + 1));
        }
        return tag == FIXED_LIST
                ? fixedList(collection.toArray())
                : tag == FIXED_SET ? fixedSet(collection) : collection;
    }

    private static Object fixedMap(Map<@Nullable Object, @Nullable Object> map) {
        try {
            return Map.copyOf(map);
        } catch (NullPointerException e) {
            throw new ByteReader.MalformedValueException("a map that can have no null has one");
        }
    }

    private static Object fixedSet(Collection<@Nullable Object> set) {
        try {
            return Set.copyOf(set);
        } catch (NullPointerException e) {
            throw new ByteReader.MalformedValueException("a set that can have no null has one");
        }
    }

    /** As {@code List.of}; as {@code Stream.toList} if there are nulls. */
    private static List<?> fixedList(@Nullable Object[] elements) {
        for (Object element : elements) {
            if (element == null) {
                return Arrays.stream(elements).toList();
            }
        }
        return List.of(elements);
    }
}
