package io.github.threeply.ipc.shared;

import static java.lang.invoke.MethodHandles.collectArguments;
import static java.lang.invoke.MethodHandles.dropArguments;
import static java.lang.invoke.MethodHandles.filterArguments;
import static java.lang.invoke.MethodHandles.filterReturnValue;
import static java.lang.invoke.MethodHandles.foldArguments;
import static java.lang.invoke.MethodHandles.insertArguments;
import static java.lang.invoke.MethodHandles.permuteArguments;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the components of a record class, gives each its place, tells about it in words, and combines one method handle
 * that reads a record from bytes and one that writes it. Each field starts at a multiple of its size, in the order of the
 * components, those of records in records in their place; that order and these rules are part of the file format.
 */
final class RecordPlan {
    /** So many words {@link #ofWords} takes: as many as every copy has, see {@link Copies}. */
    static final int WORDS = 8;

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private static final Map<Class<?>, Form> PRIMITIVES = Map.of(
            long.class, new Form(Long.BYTES, "Long"),
            int.class, new Form(Integer.BYTES, "Int"),
            short.class, new Form(Short.BYTES, "Short"),
            char.class, new Form(Character.BYTES, "Char"),
            byte.class, new Form(Byte.BYTES, "Byte"),
            boolean.class, new Form(Byte.BYTES, "Boolean"),
            double.class, new Form(Double.BYTES, "Double"),
            float.class, new Form(Float.BYTES, "Float"));

    private static final Map<Class<?>, Form> BOUNDED = Map.of(
            String.class, new Form(Byte.BYTES, "Text"),
            byte[].class, new Form(Byte.BYTES, "Bytes"),
            int[].class, new Form(Integer.BYTES, "Ints"),
            long[].class, new Form(Long.BYTES, "Longs"),
            double[].class, new Form(Double.BYTES, "Doubles"));

    /** The methods of {@link FieldForms} for a type: the end of their names, and the size of an element. */
    private record Form(int bytes, String name) {}

    /**
     * How to get at one component, or at a whole record.
     *
     * @param reader from the bytes to the value
     * @param writer takes the bytes and the value
     * @param ofWords from words to the value, one word for each field; null if that cannot be
     * @param toWord from a field to the word it lies in, whose other bytes are zeros; null if it is not a field of one word
     */
    private record Access(
            MethodHandle reader,
            MethodHandle writer,
            @Nullable MethodHandle ofWords,
            @Nullable MethodHandle toWord) {}

    private final Class<?> type;
    private final Deque<Class<?>> path = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final Access access;

    /** What makes each word of a record, null for zeros. Not that of a record in it: its accessors would be called often. */
    private final @Nullable MethodHandle[] toWords = new @Nullable MethodHandle[WORDS];

    private boolean hasToWords = true;
    private final List<Integer> wordOfField = new ArrayList<>();
    private int end;
    private boolean gaps;

    /**
     * Makes the plan.
     *
     * @throws IllegalArgumentException if the class has components that cannot be stored, or cannot be reached
     */
    RecordPlan(Class<?> type) {
        this.type = type;
        if (!type.isRecord()) {
            throw new IllegalArgumentException("type must be a record, but was " + type.getName());
        }
        try {
            access = record(type);
        } catch (IllegalAccessException | NoSuchMethodException | InaccessibleObjectException e) {
            String names = type.getPackageName();
            throw new IllegalArgumentException(
                    type.getName() + " cannot be reached; its module must have \"opens " + names
                            + " to io.github.threeply.ipc\", or export the package and make the record public",
                    e);
        }
    }

    /** Returns how many bytes a record takes. */
    int bytes() {
        return end;
    }

    /** Tells whether writing a record leaves bytes that it takes as they are: between fields, and behind short texts. */
    boolean hasGaps() {
        return gaps;
    }

    /** Returns the fields in words. */
    String text() {
        return text.toString();
    }

    /** Returns what makes a record from an array: of type (byte[])Object. */
    MethodHandle reader() {
        return access.reader.asType(methodType(Object.class, byte[].class));
    }

    /** Returns what puts a record into an array: of type (byte[], Object)void. */
    MethodHandle writer() {
        return access.writer.asType(methodType(void.class, byte[].class, Object.class));
    }

    /**
     * Returns what makes a record of the words that it takes, little-endian, and of as many more as make {@link #WORDS}: of
     * type (long, ...)Object. Null if it takes more or none, or has fields of a variable length.
     */
    @Nullable
    MethodHandle ofWords() {
        MethodHandle ofWords = access.ofWords;
        if (ofWords == null || end == 0) {
            return null;
        }
        int[] words = wordOfField.stream().mapToInt(word -> word).toArray();
        MethodType type = methodType(access.reader.type().returnType(), Collections.nCopies(WORDS, long.class));
        return permuteArguments(ofWords, type, words).asType(type.changeReturnType(Object.class));
    }

    /**
     * Returns what makes each word of a record, little-endian, and zeros for as many more as make {@link #WORDS}: each of type
     * (Object)long. Null if it takes more or none, has fields of a variable length, or other records.
     */
    MethodHandle @Nullable [] toWords() {
        if (!hasToWords || end == 0) {
            return null;
        }
        MethodHandle zero = dropArguments(MethodHandles.constant(long.class, 0L), 0, Object.class);
        MethodHandle[] all = new MethodHandle[WORDS];
        for (int i = 0; i < WORDS; i++) {
            MethodHandle word = toWords[i];
            all[i] = word == null ? zero : word.asType(methodType(long.class, Object.class));
        }
        return all;
    }

    /** Adds a field to the word that it lies in; the one that was given a place last. */
    private void addToWord(MethodHandle accessor, @Nullable MethodHandle toWord)
            throws IllegalAccessException, NoSuchMethodException {
        if (toWord == null || path.size() > 1 || end > WORDS * Long.BYTES) {
            hasToWords = false;
            return;
        }
        MethodHandle field = filterReturnValue(accessor, toWord);
        int word = wordOfField.get(wordOfField.size() - 1);
        MethodHandle before = toWords[word];
        if (before == null) {
            toWords[word] = field;
            return;
        }
        MethodHandle both = LOOKUP.findStatic(WordForms.class, "both", methodType(long.class, long.class, long.class));
        toWords[word] = permuteArguments(filterArguments(both, 0, before, field), field.type(), 0, 0);
    }

    private Access record(Class<?> record) throws IllegalAccessException, NoSuchMethodException {
        if (path.contains(record)) {
            throw new IllegalArgumentException(type.getName() + " cannot be stored: " + record.getName()
                    + " contains itself, so it has no fixed size");
        }
        path.push(record);
        RecordComponent[] components = record.getRecordComponents();
        Access[] fields = new Access[components.length];
        MethodHandle writer = MethodHandles.empty(methodType(void.class, byte[].class, record));
        text.append(record.getSimpleName()).append(" {");
        for (int i = 0; i < components.length; i++) {
            text.append(i == 0 ? "" : "; ");
            String label = components[i].getName() + " of " + record.getSimpleName();
            Access component = component(components[i], label);
            fields[i] = component;
            MethodHandle accessor = component.writer.type().parameterType(1).isPrimitive()
                    ? accessor(components[i])
                    : nonNull(accessor(components[i]), label);
            writer = foldArguments(filterArguments(component.writer, 1, accessor), writer);
            addToWord(accessor, component.toWord);
        }
        text.append('}');
        path.pop();
        MethodHandle constructor = constructor(record, components);
        return new Access(reader(constructor, fields), writer, ofWords(constructor, fields), null);
    }

    private static MethodHandle reader(MethodHandle constructor, Access[] fields) {
        if (fields.length == 0) {
            return dropArguments(constructor, 0, byte[].class);
        }
        MethodHandle[] readers = Stream.of(fields).map(Access::reader).toArray(MethodHandle[]::new);
        MethodHandle fromMany = filterArguments(constructor, 0, readers);
        MethodType fromOne = methodType(constructor.type().returnType(), byte[].class);
        return permuteArguments(fromMany, fromOne, new int[readers.length]);
    }

    private @Nullable MethodHandle ofWords(MethodHandle constructor, Access[] fields) {
        if (end > WORDS * Long.BYTES) {
            return null; // also, a method handle cannot have so many arguments
        }
        MethodHandle ofWords = constructor;
        for (int i = fields.length - 1; i >= 0; i--) {
            MethodHandle field = fields[i].ofWords;
            if (field == null) {
                return null;
            }
            ofWords = collectArguments(ofWords, i, field);
        }
        return ofWords;
    }

    private static MethodHandle constructor(Class<?> record, RecordComponent[] components)
            throws IllegalAccessException, NoSuchMethodException {
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> constructor = record.getDeclaredConstructor(types);
        makeAccessible(constructor, record);
        return LOOKUP.unreflectConstructor(constructor);
    }

    private static MethodHandle accessor(RecordComponent component) throws IllegalAccessException {
        Method accessor = component.getAccessor();
        makeAccessible(accessor, component.getDeclaringRecord());
        return LOOKUP.unreflect(accessor);
    }

    private static void makeAccessible(java.lang.reflect.AccessibleObject member, Class<?> record) {
        if (!member.trySetAccessible()) {
            throw new InaccessibleObjectException(member + " in " + record.getModule());
        }
    }

    private static MethodHandle nonNull(MethodHandle accessor, String label)
            throws IllegalAccessException, NoSuchMethodException {
        Class<?> result = accessor.type().returnType();
        MethodHandle check = insertArguments(find("nonNull", Object.class, String.class, Object.class), 0, label);
        return filterReturnValue(accessor, check.asType(methodType(result, result)));
    }

    private Access component(RecordComponent component, String label)
            throws IllegalAccessException, NoSuchMethodException {
        Class<?> fieldType = component.getType();
        Form primitive = PRIMITIVES.get(fieldType);
        if (primitive != null) {
            say(fieldType, component);
            return primitive(fieldType, primitive, place(primitive.bytes, primitive.bytes));
        }
        Form bounded = BOUNDED.get(fieldType);
        if (bounded != null) {
            int maxBytes = maxBytes(component, label);
            say(fieldType, component);
            text.append(' ').append(FieldForms.bound(maxBytes));
            gaps = true;
            return bounded(fieldType, bounded, label, maxBytes, place(Integer.BYTES, Integer.BYTES + maxBytes));
        }
        if (fieldType.isEnum()) {
            say(fieldType, component);
            text.append(' ').append(constants(fieldType));
            return constant(fieldType, label, place(Integer.BYTES, Integer.BYTES));
        }
        if (fieldType.isRecord()) {
            text.append(component.getName()).append(' ');
            return record(fieldType);
        }
        throw new IllegalArgumentException(
                type.getName() + " cannot be stored: " + label + " is of "
                        + fieldType.getName()
                        + ", but must be a primitive, an enum, a String, an array of byte, int, long or double, or a record of these");
    }

    /** Returns the constants of an enum in words. */
    static String constants(Class<?> enumType) {
        return Stream.of(enumType.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private void say(Class<?> component, RecordComponent named) {
        text.append(component.getSimpleName()).append(' ').append(named.getName());
    }

    private static int maxBytes(AnnotatedElement component, String label) {
        MaxBytes bound = component.getAnnotation(MaxBytes.class);
        return bound == null
                ? SharedValue.DEFAULT_MAX_BYTES
                : FieldForms.checkMaxBytes("@MaxBytes of " + label, bound.value(), FieldForms.MOST_FIELD_BYTES);
    }

    private int place(int alignment, int bytes) {
        int at = (end + alignment - 1) & -alignment;
        gaps |= at != end;
        end = Math.addExact(at, bytes);
        if (end > FieldForms.MOST_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be stored: it takes more than " + FieldForms.MOST_VALUE_BYTES + " bytes");
        }
        return at;
    }

    private Access primitive(Class<?> type, Form form, int at) throws IllegalAccessException, NoSuchMethodException {
        String getter = "get" + form.name;
        return new Access(
                insertArguments(find(getter, type, byte[].class, int.class), 1, at),
                insertArguments(find("put" + form.name, void.class, byte[].class, int.class, type), 1, at),
                ofWord(LOOKUP.findStatic(WordForms.class, getter, methodType(type, long.class, int.class)), at),
                toWord(
                        LOOKUP.findStatic(WordForms.class, "of" + form.name, methodType(long.class, type, int.class)),
                        at));
    }

    private static MethodHandle toWord(MethodHandle ofFieldAndShift, int at) {
        return insertArguments(ofFieldAndShift, 1, at % Long.BYTES * Byte.SIZE);
    }

    /** Has a field be made of the word in which it starts: none crosses the border of two. */
    private MethodHandle ofWord(MethodHandle ofWordAndShift, int at) {
        wordOfField.add(at / Long.BYTES);
        return insertArguments(ofWordAndShift, 1, at % Long.BYTES * Byte.SIZE);
    }

    private static Access bounded(Class<?> type, Form form, String label, int maxBytes, int at)
            throws IllegalAccessException, NoSuchMethodException {
        MethodHandle reader =
                insertArguments(find("get" + form.name, type, int.class, byte[].class, int.class), 0, maxBytes);
        Class<?> result = List.of("Text", "Bytes").contains(form.name) ? int.class : void.class;
        MethodHandle writer = insertArguments(
                find("put" + form.name, result, String.class, int.class, byte[].class, int.class, type),
                0,
                label,
                maxBytes);
        return new Access(
                insertArguments(reader, 1, at),
                insertArguments(writer, 1, at).asType(methodType(void.class, byte[].class, type)),
                null,
                null);
    }

    private Access constant(Class<?> type, String label, int at) throws IllegalAccessException, NoSuchMethodException {
        Object[] constants = Arrays.copyOf(type.getEnumConstants(), type.getEnumConstants().length, Object[].class);
        MethodHandle reader = find("getConstant", Object.class, Object[].class, byte[].class, int.class);
        MethodHandle writer = find("putConstant", void.class, String.class, byte[].class, int.class, Enum.class);
        MethodHandle ofWord = LOOKUP.findStatic(
                WordForms.class, "getConstant", methodType(Object.class, Object[].class, long.class, int.class));
        MethodHandle toWord =
                LOOKUP.findStatic(WordForms.class, "ofConstant", methodType(long.class, Enum.class, int.class));
        return new Access(
                insertArguments(reader.bindTo(constants), 1, at).asType(methodType(type, byte[].class)),
                insertArguments(writer.bindTo(label), 1, at).asType(methodType(void.class, byte[].class, type)),
                ofWord(ofWord.bindTo(constants), at).asType(methodType(type, long.class)),
                toWord(toWord, at).asType(methodType(long.class, type)));
    }

    private static MethodHandle find(String name, Class<?> result, Class<?>... arguments)
            throws IllegalAccessException, NoSuchMethodException {
        return LOOKUP.findStatic(FieldForms.class, name, methodType(result, arguments));
    }
}
