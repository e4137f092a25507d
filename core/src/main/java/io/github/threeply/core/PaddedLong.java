package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A {@code volatile long} that shares its cache line with nothing. Two words that different threads write would
 * otherwise take the line from each other at each write. 120 bytes on either side: processors fetch lines in pairs.
 */
final class PaddedLong extends PaddedLongWord {
    /** Fields of a subclass lie behind those of its superclass: these keep the next object on the heap away. */
    @SuppressWarnings("unused")
    long q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(PaddedLongWord.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A volatile read. */
    long get() {
        return value;
    }

    /** A volatile write. */
    void set(long newValue) {
        value = newValue;
    }

    /** For a word that is only a hint: no order at all. */
    void setOpaque(long newValue) {
        VALUE.setOpaque(this, newValue);
    }

    /** A volatile read and write in one step, hence a full fence where it succeeds. */
    boolean compareAndSet(long expected, long newValue) {
        return VALUE.compareAndSet(this, expected, newValue);
    }

    /** A full fence, as each read-modify-write here. */
    long getAndAdd(long delta) {
        return (long) VALUE.getAndAdd(this, delta);
    }

    /** A full fence, as each read-modify-write here. */
    long getAndSetBits(long bits) {
        return (long) VALUE.getAndBitwiseOr(this, bits);
    }
}

/** Keeps what lies before the word away from it. */
@SuppressWarnings("unused")
abstract class PaddedLongFront {
    long p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}

abstract class PaddedLongWord extends PaddedLongFront {
    volatile long value;
}
