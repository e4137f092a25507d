package io.github.threeply.ipc.shared;

/** A number and a wait cell in a memory, for the tests of waiting: whoever changes the number wakes those that wait. */
final class Ball {
    final long cell;

    private final SharedValue.OfLong number;
    private final Waits waits;

    Ball(SharedMemory memory) {
        number = memory.longValue("ball");
        cell = memory.file
                .directory()
                .openOrCreate("cell", Shape.of(ObjectType.LONG_ARRAY, Waits.CELL_BYTES / Long.BYTES))
                .dataOffset();
        waits = memory.file.waits();
    }

    long get() {
        return number.get();
    }

    void hit() {
        number.getAndAdd(1);
        waits.wake(cell);
    }

    boolean await(long value, long nanos) throws InterruptedException {
        return waits.await(cell, condition(value), nanos);
    }

    void awaitUninterruptibly(long value) {
        waits.awaitUninterruptibly(cell, condition(value));
    }

    private Waits.Condition condition(long value) {
        return new Waits.Condition() {
            @Override
            public boolean isMet() {
                return number.get() == value;
            }

            @Override
            public boolean watches() {
                return false;
            }
        };
    }

    void awaitOdd() throws InterruptedException {
        awaitParity(1);
    }

    void awaitEven() throws InterruptedException {
        awaitParity(0);
    }

    private void awaitParity(long parity) throws InterruptedException {
        waits.await(
                cell,
                new Waits.Condition() {
                    @Override
                    public boolean isMet() {
                        return (number.get() & 1) == parity;
                    }

                    @Override
                    public boolean watches() {
                        return false;
                    }
                },
                Waits.FOR_EVER);
    }
}
