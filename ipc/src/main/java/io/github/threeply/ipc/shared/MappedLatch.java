package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.time.Duration;

/** A latch as one word, how often it was counted down, and its wait cell. */
final class MappedLatch extends MappedObject implements SharedLatch {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int CELL = Layout.LINE;
    private static final long BYTES = CELL + Waits.CELL_BYTES;

    private final transient long count;
    private final transient Waits.Condition open = new Unwatched(() -> left() == 0);

    MappedLatch(MemoryFile file, Entry entry) {
        super(file, entry);
        count = Shape.number(entry);
    }

    static Shape shape(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, but was " + count);
        }
        return Shape.counting(ObjectType.LATCH, count, "count", "counts", BYTES);
    }

    private long left() {
        return count - mapping.getLong(offset);
    }

    @Override
    public void countDown() {
        while (true) {
            long done = mapping.getLong(offset);
            if (done >= count) {
                return;
            }
            if (mapping.compareAndSetLong(offset, done, done + 1)) {
                if (done + 1 == count) {
                    file.waits().wake(offset + CELL);
                }
                return;
            }
        }
    }

    @Override
    public long getCount() {
        return left();
    }

    @Override
    public void await() throws InterruptedException {
        await(Waits.FOR_EVER);
    }

    @Override
    public boolean tryAwait(Duration limit) throws InterruptedException {
        return await(Limits.nanos(limit));
    }

    private boolean await(long nanos) throws InterruptedException {
        Limits.throwIfInterrupted();
        return open.isMet() || file.waits().await(offset + CELL, open, nanos);
    }

    @Override
    public void awaitUninterruptibly() {
        if (!open.isMet()) {
            file.waits().awaitUninterruptibly(offset + CELL, open);
        }
    }
}
