package io.github.threeply.ipc.shared;

import static java.util.Objects.checkFromIndexSize;

import io.github.threeply.core.Offer;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Byte arrays, copied straight between the caller's array and the cell. */
final class BytesQueue extends MappedQueue<byte[]> implements SharedQueue.OfBytes {
    @Serial
    private static final long serialVersionUID = 1;

    BytesQueue(MemoryFile file, Entry entry, SharedItems<byte[]> items, QueueForm form) {
        super(file, entry, items, form);
    }

    @Override
    Offer add(byte[] item, long nanos) throws InterruptedException {
        return add(item, 0, item.length, nanos);
    }

    @Override
    Offer addNow(byte[] item) {
        return tryPutBytes(item, 0, item.length);
    }

    @Override
    void check(byte[] item) {
        check(item.length);
    }

    private void check(int length) {
        if (length > ring.maxBytes) {
            throw new ItemTooLargeException(length, ring.maxBytes);
        }
    }

    private Offer add(byte[] source, int offset, int length, long nanos) throws InterruptedException {
        check(length);
        Offer offer = ring.puts.place(0, source, offset, length);
        if (offer != Offer.FULL) {
            return offer;
        }
        return nanos == 0
                ? waiting.placeOrProbe(0, source, offset, length)
                : waiting.awaitRoom(0, source, offset, length, nanos);
    }

    @Override
    public void putBytes(byte[] source, int offset, int length) throws InterruptedException {
        checkFromIndexSize(offset, length, source.length);
        Limits.throwIfInterrupted();
        accepted(add(source, offset, length, Waits.FOR_EVER));
    }

    @Override
    public Offer tryPutBytes(byte[] source, int offset, int length) {
        checkFromIndexSize(offset, length, source.length);
        check(length);
        Offer offer = ring.puts.place(0, source, offset, length);
        return offer == Offer.FULL ? waiting.placeOrProbe(0, source, offset, length) : offer;
    }

    @Override
    byte @Nullable [] load(long position) {
        byte[] item = read(position);
        return ring.free(position) ? item : null;
    }

    @Override
    byte[] read(long position) {
        byte[] item = new byte[ring.length(position)];
        WeakWords.read(mapping, ring.cell(position) + QueueLayout.BYTES_IN_CELL, item, 0, item.length);
        return item;
    }

    private int copy(long position, byte[] target, int offset) {
        int length = ring.length(position);
        WeakWords.read(mapping, ring.cell(position) + QueueLayout.BYTES_IN_CELL, target, offset, length);
        return ring.free(position) ? length : -1;
    }

    @Override
    public int takeBytes(byte[] target, int offset) throws InterruptedException {
        checkFromIndexSize(offset, ring.maxBytes, target.length);
        Limits.throwIfInterrupted();
        int taken = takeFast(target, offset);
        return taken >= 0 ? taken : takeSlowly(target, offset);
    }

    private int takeFast(byte[] target, int offset) {
        QueueFastPath.View view = ring.fast.view();
        if (view != null) {
            long position = ring.fast.find(view);
            if (position >= 0) {
                int length = ring.fast.copy(view, position, target, offset);
                if (ring.fast.free(view, position)) {
                    return length;
                }
            }
        }
        return -1;
    }

    private int takeSlowly(byte[] target, int offset) throws InterruptedException {
        long position = ring.find();
        while (true) {
            if (position >= 0) {
                int length = copy(position, target, offset);
                if (length >= 0) {
                    return length;
                }
                position = ring.find();
            } else if (position == QueueRing.ENDED) {
                throwIfFailed(position);
                return -1;
            } else {
                position = waiting.awaitItem(position, QueueWaiting.deadline(QueueWaiting.NO_DEADLINE, Waits.FOR_EVER));
            }
        }
    }

    @Override
    public int tryTakeBytes(byte[] target, int offset) {
        checkFromIndexSize(offset, ring.maxBytes, target.length);
        int taken = takeFast(target, offset);
        return taken >= 0 ? taken : tryTakeSlowly(target, offset);
    }

    private int tryTakeSlowly(byte[] target, int offset) {
        long position;
        while ((position = waiting.tryFind()) >= 0) {
            int length = copy(position, target, offset);
            if (length >= 0) {
                return length;
            }
        }
        throwIfFailed(position);
        return -1;
    }
}
