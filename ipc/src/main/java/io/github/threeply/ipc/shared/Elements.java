package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.nio.ByteBuffer;

/** What all arrays have in common: where an element is, and how to go over many. */
abstract class Elements extends MappedObject {
    @Serial
    private static final long serialVersionUID = 1;

    /** How many elements a fill writes at once. */
    static final int FILL_CHUNK = 8192;

    /** Copies go in parts, so that the bytes of one are an int. */
    private static final int COPY_CHUNK = 1 << 27;

    private final transient long length;
    private final transient int elementBytes;

    /** Copies a part of a range; {@code done} counts the elements that were copied before it. */
    interface Part {
        void copy(ByteBuffer littleEndian, int done);
    }

    Elements(MemoryFile file, Entry entry, int elementBytes) {
        super(file, entry);
        this.length = entry.length();
        this.elementBytes = elementBytes;
    }

    public final long length() {
        return length;
    }

    public final int viewLimit(long index) {
        return (int) Math.min(length - index, WeakWords.inOneWindow(mapping, at(index)) / elementBytes);
    }

    /** Returns where in the file an element is. */
    final long at(long index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException("index " + index + " is not in 0 to " + (length - 1) + " of " + this);
        }
        return offset + index * elementBytes;
    }

    final void checkRange(long index, long count) {
        if (index < 0 || count < 0 || index > length - count) {
            throw new IndexOutOfBoundsException(
                    "the " + count + " elements from index " + index + " on are not all in " + this);
        }
    }

    /** Goes over a range. */
    final void copy(long index, int count, Part copy) {
        checkRange(index, count);
        for (int done = 0; done < count; done += Math.min(COPY_CHUNK, count - done)) {
            int before = done;
            mapping.copy(
                    offset + (index + done) * elementBytes,
                    Math.min(COPY_CHUNK, count - done) * elementBytes,
                    (part, bytes) -> copy.copy(part, before + bytes / elementBytes));
        }
    }

    /** Returns a range as it is. */
    final ByteBuffer bytes(long index, int count) {
        checkRange(index, count);
        if (count == 0) {
            mapping.getInt(Layout.MAJOR_AT); // as every operation, throws if this process has detached
            return ByteBuffer.allocateDirect(0);
        }
        if (count > viewLimit(index)) {
            throw new IllegalArgumentException("a view from index " + index + " on must have at most "
                    + viewLimit(index) + " elements, where the memory is in two pieces, but " + count
                    + " were asked for");
        }
        return WeakWords.view(mapping, at(index), count * elementBytes);
    }
}
