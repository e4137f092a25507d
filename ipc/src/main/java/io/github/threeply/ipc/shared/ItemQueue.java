package io.github.threeply.ipc.shared;

import io.github.threeply.core.Offer;
import java.io.Serial;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Items of any form. They are encoded before a cell is claimed and decoded after it is ours: no code of the user's runs between. */
final class ItemQueue<T> extends MappedQueue<T> {
    @Serial
    private static final long serialVersionUID = 1;

    ItemQueue(MemoryFile file, Entry entry, SharedItems<T> items, QueueForm form) {
        super(file, entry, items, form);
    }

    private ItemBytes encoded(T item) {
        ItemBytes bytes = ItemBytes.borrow(items.form.maxBytes());
        items.form.write(items.type.cast(item), bytes);
        return bytes;
    }

    @Override
    void check(T item) {
        encoded(item).giveBack();
    }

    @Override
    Offer add(T item, long nanos) throws InterruptedException {
        ItemBytes bytes = encoded(item);
        try {
            Offer offer = ring.puts.place(0, bytes.array(), 0, bytes.size());
            if (offer != Offer.FULL) {
                return offer;
            }
            return nanos == 0
                    ? waiting.placeOrProbe(0, bytes.array(), 0, bytes.size())
                    : waiting.awaitRoom(0, bytes.array(), 0, bytes.size(), nanos);
        } finally {
            bytes.giveBack();
        }
    }

    @Override
    Offer addNow(T item) {
        ItemBytes bytes = encoded(item);
        try {
            return waiting.placeOrProbe(0, bytes.array(), 0, bytes.size());
        } finally {
            bytes.giveBack();
        }
    }

    @Override
    @Nullable
    T load(long position) {
        ItemBytes bytes = copy(position);
        try {
            if (!ring.free(position)) {
                return null;
            }
            try {
                return decode(bytes);
            } catch (RuntimeException | Error e) {
                ring.count(QueueLayout.UNREADABLE_AT); // it is taken, and nobody has it
                throw e;
            }
        } finally {
            bytes.giveBack();
        }
    }

    @Override
    T read(long position) {
        ItemBytes bytes = copy(position);
        try {
            return decode(bytes);
        } finally {
            bytes.giveBack();
        }
    }

    private ItemBytes copy(long position) {
        int length = ring.length(position);
        ItemBytes bytes = ItemBytes.borrow(items.form.maxBytes());
        WeakWords.read(mapping, ring.cell(position) + QueueLayout.BYTES_IN_CELL, bytes.fill(length), 0, length);
        return bytes;
    }

    private T decode(ItemBytes bytes) {
        try {
            return items.form.read(bytes);
        } catch (RuntimeException | LinkageError e) {
            throw new ItemNotReadableException(this, Arrays.copyOf(bytes.array(), bytes.size()), e);
        }
    }
}
