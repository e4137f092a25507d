package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The user's codecs, by their numbers on the wire. A process makes their instances when the first is needed. */
final class Codecs {
    static final Codecs NONE = new Codecs(List.of(), ClassLoader.getSystemClassLoader());

    private final List<String> names;
    private final ClassLoader loader;
    private volatile PayloadCodec @Nullable [] instances;

    /** The number of the codec for a class, or -1. */
    private @Nullable ClassValue<Integer> numbers;

    /**
     * Names the codecs.
     *
     * @param names the names of their classes, in the same order on both sides
     */
    Codecs(List<String> names, ClassLoader loader) {
        this.names = names;
        this.loader = loader;
    }

    /** Those that a worker's arguments name after the first one. */
    static Codecs inWorker(List<String> arguments) {
        return arguments.size() < 2
                ? NONE
                : new Codecs(arguments.subList(1, arguments.size()), ClassLoader.getSystemClassLoader());
    }

    /** Adds the name of a codec, or refuses one that a worker could not make. */
    static void add(Class<? extends PayloadCodec> type, Set<String> names) {
        requireNonNull(type, "codec");
        if (!Modifier.isPublic(type.getModifiers())
                || Modifier.isAbstract(type.getModifiers())
                || Arrays.stream(type.getConstructors()).noneMatch(each -> each.getParameterCount() == 0)) {
            throw new IllegalArgumentException("a codec is a public class with a public constructor without parameters,"
                    + " because each process makes its own; " + type.getName() + " is not");
        }
        if (names.size() > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("there may be " + (Byte.MAX_VALUE + 1) + " codecs at most");
        }
        names.add(type.getName());
    }

    List<String> names() {
        return names;
    }

    /** Writes a value, if one of the codecs handles it. */
    boolean write(Object value, ByteWriter out, String rootName) {
        if (names.isEmpty()) {
            return false;
        }
        PayloadCodec[] all = instances();
        int number = numberFor(value.getClass());
        if (number < 0) {
            return false;
        }
        out.write(ValueTags.CODED);
        out.write(number);
        out.putText(value.getClass().getName());
        int lengthAt = out.skip(4);
        try {
            all[number].encode(value, out);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw notEncoded(value, number, rootName, e);
        }
        out.setInt(lengthAt, out.size() - lengthAt - 4);
        return true;
    }

    private RuntimeException notEncoded(Object value, int number, String rootName, Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < 20; i++, cause = cause.getCause()) {
            if (cause instanceof ByteWriter.CapExceededException tooLarge) {
                return tooLarge; // libraries wrap what their stream throws
            }
        }
        return new TaskNotSerializableException(
                rootName + " could not be encoded by " + names.get(number) + ": " + failure,
                rootName,
                value.getClass().getName(),
                failure);
    }

    Object read(ByteReader in, ValueReader reader) {
        int number = in.getByte();
        Class<?> type = reader.classNamed(in.getText());
        int length = in.getCount(1);
        int at = in.take(length);
        if (number < 0 || number >= names.size()) {
            throw new ByteReader.MalformedValueException("codec " + number + " is none of " + names.size());
        }
        Object value;
        try {
            value = instances()[number].decode(type, new ByteArrayInputStream(in.array(), at, length));
        } catch (ValueNotRebuiltException e) {
            throw e;
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw notDecoded(number, type, String.valueOf(e), e);
        }
        if (!type.isInstance(value)) {
            throw notDecoded(number, type, "it gave " + (value == null ? null : value.getClass()), null);
        }
        return value;
    }

    private ValueNotRebuiltException notDecoded(int number, Class<?> type, String why, @Nullable Throwable cause) {
        return new ValueNotRebuiltException(
                "class " + type.getName() + " could not be decoded by " + names.get(number) + ": " + why,
                type.getName(),
                cause);
    }

    private int numberFor(Class<?> type) {
        ClassValue<Integer> known = numbers;
        return known == null ? -1 : known.get(type);
    }

    private PayloadCodec[] instances() {
        PayloadCodec[] all = instances;
        return all != null ? all : makeInstances();
    }

    private synchronized PayloadCodec[] makeInstances() {
        PayloadCodec[] all = instances;
        if (all == null) {
            List<PayloadCodec> made = new ArrayList<>();
            for (String name : names) {
                made.add(newInstance(name));
            }
            PayloadCodec[] codecs = made.toArray(new PayloadCodec[0]);
            numbers = new ClassValue<>() {
                @Override
                protected Integer computeValue(Class<?> type) {
                    for (int i = 0; i < codecs.length; i++) {
                        if (codecs[i].handles(type)) {
                            return i;
                        }
                    }
                    return -1;
                }
            };
            instances = codecs; // volatile, after the numbers
            all = codecs;
        }
        return all;
    }

    private PayloadCodec newInstance(String name) {
        try {
            return Class.forName(name, true, loader)
                    .asSubclass(PayloadCodec.class)
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            throw SerializedForm.missing(name, e);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new ValueNotRebuiltException("codec " + name + " could not be made: " + e, name, e);
        }
    }
}
