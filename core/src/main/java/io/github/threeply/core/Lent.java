package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An object that is lent to one batch after the other, so that none has to be made for each. For any number of threads: who
 * comes while it is lent makes one of his own. It has cache lines of its own, as each batch writes to it.
 */
final class Lent<V> extends LentWord {
    /** Fields of a subclass lie behind those of its superclass: these keep the next object on the heap away. */
    @SuppressWarnings("unused")
    long q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;

    private static final VarHandle SPARE;

    static {
        try {
            SPARE = MethodHandles.lookup().findVarHandle(LentWord.class, "spare", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Returns it, if nobody has it: the caller alone has it then, until it is given back or forgotten. */
    @SuppressWarnings("unchecked") // nothing else is given back
    @Nullable
    V borrow() {
        return (V) SPARE.getAndSetAcquire(this, null); // acquire: what was done with it before its return
    }

    /** Gives it back, or one that is as good. */
    void giveBack(V object) {
        SPARE.setRelease(this, object); // release, paired with the acquire above
    }
}

/** The object, while nobody has it. */
abstract class LentWord extends PaddedLongFront {
    @Nullable
    Object spare;
}
