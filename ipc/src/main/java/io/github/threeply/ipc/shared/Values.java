package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/** The values of each class: what they look like in the directory, and their handles. */
final class Values {
    private static final Map<Class<?>, ObjectType> WORDS = Map.of(
            Long.class, ObjectType.LONG,
            Integer.class, ObjectType.INT,
            Double.class, ObjectType.DOUBLE,
            Boolean.class, ObjectType.BOOLEAN);

    private Values() {}

    /** Tells whether a value of a class is never unset. */
    static boolean beginsWithZero(Class<?> type) {
        return WORDS.containsKey(type);
    }

    /** Returns the shape of a value of a class, texts and bytes with the usual bound. */
    static Shape shape(Class<?> type) {
        ObjectType word = WORDS.get(requireNonNull(type, "type"));
        if (word != null) {
            return Shape.of(word, 1);
        } else if (type == String.class) {
            return shape(ObjectType.TEXT, SharedValue.DEFAULT_MAX_BYTES, type);
        } else if (type == byte[].class) {
            return shape(ObjectType.BYTES, SharedValue.DEFAULT_MAX_BYTES, type);
        } else if (type.isEnum()) {
            return shape(ObjectType.ENUM, 0, type);
        } else if (type.isRecord()) {
            return shape(ObjectType.RECORD, 0, type);
        }
        throw new IllegalArgumentException(
                "type must be Long, Integer, Double, Boolean, String, byte[], an enum or a record, but was "
                        + type.getName());
    }

    /** Returns the shape of a value that is stored as such an object; of texts and bytes the element size is the bound. */
    static Shape shape(ObjectType stored, int elementBytes, Class<?> type) {
        return stored == ObjectType.ENUM
                ? EnumValue.shape(type)
                : ValueCodec.of(stored, elementBytes, type).shape();
    }

    /** Returns the handle of a value whose shape was checked. */
    static <T> SharedValue<T> of(MemoryFile file, Entry entry, Class<T> type) {
        ObjectType word = WORDS.get(type);
        Object handle = word != null
                ? Handles.of(file, entry, word, true)
                : type.isEnum()
                        ? enumValue(file, entry, type)
                        : codec(entry, type).handle(file, entry);
        @SuppressWarnings("unchecked") // each of these makes one for that class
        SharedValue<T> value = (SharedValue<T>) handle;
        return value;
    }

    private static ValueCodec<?> codec(Entry entry, Class<?> type) {
        return ValueCodec.of(requireNonNull(ObjectType.ofTag(entry.tag())), entry.elementBytes(), type);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an enum, of whatever type
    private static MappedObject enumValue(MemoryFile file, Entry entry, Class<?> type) {
        return new EnumValue(file, entry, (Class) type);
    }
}
