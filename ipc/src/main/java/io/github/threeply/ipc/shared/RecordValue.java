package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The value of a record, quick: the pattern of a class that exists once for each class of records.
 *
 * <p>The method handles of a record make code as good as if it were written for it by hand, if the compiler knows them as
 * constants, and cost five times as much if it does not. So {@link Maker} has the JVM load the bytes of this class again for
 * each class of records, as a hidden class with its own constants. The class that is loaded under this name has none of
 * them, and no instances.
 */
final class RecordValue<T> extends CodedValue<T> {
    @Serial
    private static final long serialVersionUID = 1;

    private static final @Nullable RecordCodec<?> CODEC = ownCodec();
    private static final @Nullable MethodHandle READER = CODEC == null ? null : CODEC.reader;
    private static final @Nullable MethodHandle WRITER = CODEC == null ? null : CODEC.writer;
    private static final @Nullable MethodHandle OF_WORDS = CODEC == null ? null : CODEC.ofWords;
    private static final @Nullable MethodHandle TO_A = toWord(0);
    private static final @Nullable MethodHandle TO_B = toWord(1);
    private static final @Nullable MethodHandle TO_C = toWord(2);
    private static final @Nullable MethodHandle TO_D = toWord(3);
    private static final @Nullable MethodHandle TO_E = toWord(4);
    private static final @Nullable MethodHandle TO_F = toWord(5);
    private static final @Nullable MethodHandle TO_G = toWord(6);
    private static final @Nullable MethodHandle TO_H = toWord(7);

    /** How many words a record has, if it is read and written word by word. */
    private static final int WORDS = CODEC == null ? 0 : Copies.arrayBytes(CODEC.bytes()) / Long.BYTES;

    private final transient RecordCodec<T> codec;

    /** Whether all of the object lies in one window of the mapping, and plain accesses to its words are in one piece. */
    private final transient boolean undivided;

    /** Where in its window the object is. */
    private final transient int start;

    @SuppressWarnings("UnusedMethod") // used through a method handle, see Maker
    private RecordValue(MemoryFile file, Entry entry, RecordCodec<T> codec) {
        super(file, entry, codec);
        this.codec = codec;
        this.start = mapping.at(offset);
        this.undivided =
                WeakWords.LONGS_ARE_WHOLE && WeakWords.inOneWindow(mapping, offset) >= Copies.room(codec.bytes());
    }

    private static @Nullable RecordCodec<?> ownCodec() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, RecordCodec.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static @Nullable MethodHandle toWord(int word) {
        MethodHandle[] all = CODEC == null ? null : CODEC.toWords;
        return all == null ? null : all[word];
    }

    @Override
    int encode(T value, Content target) {
        byte[] array = codec.cleared(target);
        try {
            requireNonNull(WRITER).invokeExact(array, (Object) value);
        } catch (Throwable e) {
            throw codec.failure("an accessor", e);
        }
        return codec.bytes();
    }

    @Override
    @SuppressWarnings("unchecked") // the constructor of that class made it
    T decode(byte[] source) {
        try {
            return (T) requireNonNull(READER).invokeExact(source);
        } catch (Throwable e) {
            throw codec.failure("the constructor", e);
        }
    }

    @Override
    public void set(T value) {
        if (TO_A == null || !undivided) {
            super.set(value);
            return;
        }
        requireNonNull(value, "value");
        long a;
        long b;
        long c;
        long d;
        long e;
        long f;
        long g;
        long h;
        try {
            a = (long) TO_A.invokeExact((Object) value);
            b = (long) requireNonNull(TO_B).invokeExact((Object) value);
            c = (long) requireNonNull(TO_C).invokeExact((Object) value);
            d = (long) requireNonNull(TO_D).invokeExact((Object) value);
            e = (long) requireNonNull(TO_E).invokeExact((Object) value);
            f = (long) requireNonNull(TO_F).invokeExact((Object) value);
            g = (long) requireNonNull(TO_G).invokeExact((Object) value);
            h = (long) requireNonNull(TO_H).invokeExact((Object) value);
        } catch (Throwable thrown) {
            throw codec.failure("an accessor", thrown);
        }
        copies.set(a, b, c, d, e, f, g, h);
    }

    private static long word(LongBuffer longs, int first, int number) {
        if (number >= WORDS) {
            return 0;
        }
        Mapping.access();
        return longs.get(first + number);
    }

    /**
     * Reads the words of a copy as {@link Copies} says, with the same orderings for the same reasons, but into variables: the
     * bytes are in no array, and a record that the caller does not keep is never made. That is so only while this becomes no
     * more than 2500 bytes of machine code (JDK 17 and 25 have some 2150), or the compiler calls it where it could put it in. So it
     * tries once, has no loop, and there is one of it for both orderings.
     */
    @Override
    @SuppressWarnings("unchecked") // the constructor of that class made it
    public T get() {
        if (OF_WORDS == null || !undivided) {
            return super.get();
        }
        long version;
        long a;
        long b;
        long c;
        long d;
        long e;
        long f;
        long g;
        long h;
        boolean whole;
        ByteBuffer window = mapping.window(offset);
        LongBuffer longs = mapping.longs(offset);
        try {
            version = (long) WeakWords.LONG.getVolatile(window, start + Copies.VERSION);
            int copy = (start + copies.copyFrom(version)) >>> 3;
            a = word(longs, copy, 0);
            b = word(longs, copy, 1);
            c = word(longs, copy, 2);
            d = word(longs, copy, 3);
            e = word(longs, copy, 4);
            f = word(longs, copy, 5);
            g = word(longs, copy, 6);
            h = word(longs, copy, 7);
            VarHandle.acquireFence();
            Mapping.access();
            whole = longs.get((start + Copies.BEGUN) >>> 3) - version <= 1;
        } catch (InternalError lost) {
            throw mapping.lost(lost);
        } finally {
            Reference.reachabilityFence(window);
        }
        if (!whole) {
            return super.get();
        }
        checkSet(version);
        try {
            return (T) OF_WORDS.invokeExact(a, b, c, d, e, f, g, h);
        } catch (BadContentException bad) {
            throw damaged(bad);
        } catch (Throwable thrown) {
            throw codec.failure("the constructor", thrown);
        }
    }

    /** The stronger ordering costs nothing, or next to nothing. */
    @Override
    public T getAcquire() {
        return get();
    }

    /** Makes the handles of the values of one class of records. */
    static final class Maker {
        private static final MethodType TYPE =
                MethodType.methodType(CodedValue.class, MemoryFile.class, Entry.class, RecordCodec.class);

        private final @Nullable MethodHandle constructor;

        Maker(RecordCodec<?> codec) {
            constructor = constructor(codec);
        }

        private static @Nullable MethodHandle constructor(RecordCodec<?> codec) {
            try {
                // Weakly tied to our class loader, so that it goes with the class of the records.
                MethodHandles.Lookup own =
                        MethodHandles.lookup().defineHiddenClassWithClassData(pattern(), codec, true);
                return own.findConstructor(own.lookupClass(), TYPE.changeReturnType(void.class))
                        .asType(TYPE);
            } catch (IOException
                    | ReflectiveOperationException
                    | RuntimeException
                    | LinkageError
                    | OutOfMemoryError e) {
                System.getLogger(RecordValue.class.getName())
                        .log(
                                System.Logger.Level.DEBUG,
                                () -> "Values of " + codec.type().getName() + " are slow: their code cannot be loaded",
                                e);
                return null;
            }
        }

        private static byte[] pattern() throws IOException {
            String name = RecordValue.class.getName();
            String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
            try (InputStream in = RecordValue.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new FileNotFoundException(file);
                }
                return in.readAllBytes();
            }
        }

        @SuppressWarnings("unchecked") // of the type of the codec
        <T> CodedValue<T> make(MemoryFile file, Entry entry, RecordCodec<T> codec) {
            if (constructor == null) {
                return new CodedValue<>(file, entry, codec);
            }
            try {
                return (CodedValue<T>) (CodedValue<?>) constructor.invokeExact(file, entry, codec);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("a constructor without checked exceptions has thrown one", e);
            }
        }
    }
}
