package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An array that is lent to one batch after the other, so that none has to be made for each. For any number of threads: who
 * comes while it is lent gets one of his own. It has cache lines of its own, as each batch writes to it.
 */
final class ScratchArray extends ScratchWord {
    /** Fields of a subclass lie behind those of its superclass: these keep the next object on the heap away. */
    @SuppressWarnings("unused")
    long q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;

    private static final VarHandle SPARE;

    static {
        try {
            SPARE = MethodHandles.lookup().findVarHandle(ScratchWord.class, "spare", Object[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** An array with room for so many, all null. The caller alone has it, until it is given back or forgotten. */
    @Nullable
    Object[] borrow(int length) {
        @Nullable
        Object[] array = (Object[]) SPARE.getAndSetAcquire(this, null); // acquire: the clearing before its return
        return array != null && array.length >= length ? array : new @Nullable Object[length];
    }

    /** Takes an array back of which so many places were used. It keeps no item alive: those are cleared. */
    void giveBack(@Nullable Object[] array, int used) {
        if (array.length <= Ring.MAX_BATCH) {
            Ring.clear(array, 0, used);
            SPARE.setRelease(this, array); // release, paired with the acquire above
        }
    }
}

/** The array, while nobody has it. */
abstract class ScratchWord extends PaddedLongFront {
    @Nullable
    Object @Nullable [] spare;
}
