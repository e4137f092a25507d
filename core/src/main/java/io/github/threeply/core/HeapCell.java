package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The cell on the heap. Its accesses are opaque, which costs what plain ones cost, for two reasons. Under
 * {@link LockStrategy#none} the race must show: the JIT may fold a loop of plain {@code v++} into one addition, which
 * then loses nothing, but must keep every opaque load and store. And a thread that reads such a counter in a loop sees
 * changes at some time. Order and visibility under a lock come from the lock.
 */
final class HeapCell implements LongCell {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup()
                    .findVarHandle(HeapCell.class, "value", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // used through VALUE
    private long value;

    HeapCell(long initial) {
        value = initial;
    }

    @Override
    public long get() {
        return (long) VALUE.getOpaque(this);
    }

    @Override
    public void set(long newValue) {
        VALUE.setOpaque(this, newValue);
    }
}
