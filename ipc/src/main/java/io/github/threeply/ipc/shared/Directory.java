package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.Layout.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names in a file: a list of entries that only grows, linked in the file, and read into a map here.
 *
 * <p><b>Adding</b> takes no lock, so nobody who dies can leave one behind:
 * <ol>
 *   <li>read the list to its end; if the name is there, that is the object;
 *   <li>reserve lines of the directory, by a compare-and-set on its first free byte;
 *   <li>write the whole entry into them, while nobody else can see it. Its content will lie where that of the last entry
 *       ends, so the list alone decides where everything is;
 *   <li>compare-and-set the last entry's <i>next</i> from 0 to the new entry. If another was quicker, begin again, in the
 *       same lines.
 * </ol>
 * The fourth step is the only one that anybody sees, and succeeds only for one who knows all the names before: so a name
 * is there once, and two contents never overlap. A process that is killed before it leaves a few lines of the directory
 * unused (no content: that is given out by the same step); one killed after it has finished. There is no state between,
 * nothing to repair, and no one to wait for. Content is zeros from the making of the file, so a new object needs no
 * other first value.
 */
final class Directory {
    private final Mapping mapping;
    private final long start;
    private final long end;
    private final long fileEnd;

    // All below is guarded by this. It is only this mapping's view of the list: others may be ahead of it.
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long tailLink = DIRECTORY_HEAD_AT;
    private long dataEnd;
    private long highestEntryEnd;

    /** Lines that this mapping reserved, did not need, and could not give back. */
    private long spare;

    private int spareBytes;

    /** Reads and checks the directory of a file. */
    Directory(Mapping mapping, Header header) {
        this.mapping = mapping;
        start = header.directoryOffset();
        end = start + header.directoryBytes();
        fileEnd = header.fileBytes();
        dataEnd = header.dataOffset();
        highestEntryEnd = start;
        refresh();
        checkNext(mapping.getLong(DIRECTORY_NEXT_AT)); // after the entries, all of which it had passed by then
    }

    /** Returns the object with a name, or adds it. */
    synchronized Entry openOrCreate(String name, Shape shape) {
        byte[] nameBytes = Entry.nameBytes(name);
        long at = 0;
        byte[] lines = {};
        while (true) {
            refresh();
            Entry known = entries.get(name);
            if (known != null) {
                release(at, lines.length);
                return checked(known, shape);
            }
            Entry wanted = Entry.of(name, shape, dataEnd);
            if (wanted.dataBytes() > fileEnd - dataEnd) {
                release(at, lines.length);
                throw new SharedMemoryFullException(path(), name, "capacity", wanted.dataBytes(), fileEnd - dataEnd);
            }
            lines = wanted.toBytes(nameBytes);
            if (at == 0) {
                at = reserve(name, lines.length);
                if (at == 0) {
                    continue;
                }
            }
            write(at, lines);
            // Volatile: releases the entry's bytes to whoever reads the link (readNext), and fails if another was added
            // since refresh. DirectoryTest and SharedProcessesTest race here, and the latter has processes die here.
            if (mapping.compareAndSetLong(tailLink, 0, at)) {
                at = 0; // it is in the list now
                lines = new byte[0];
            }
        }
    }

    /** Returns the object with a name that must be there. */
    synchronized Entry find(String name, Shape shape) {
        refresh();
        Entry known = entries.get(name);
        if (known == null) {
            throw new SharedObjectMismatchException(path(), name, shape.describe(), "no object of that name");
        }
        return checked(known, shape);
    }

    synchronized List<String> names() {
        refresh();
        return new ArrayList<>(entries.keySet());
    }

    /** Returns all objects, the oldest first. */
    synchronized List<Entry> entries() {
        refresh();
        return new ArrayList<>(entries.values());
    }

    synchronized long remaining() {
        refresh();
        return fileEnd - dataEnd;
    }

    private Entry checked(Entry known, Shape shape) {
        if (!known.is(shape)) {
            throw new SharedObjectMismatchException(path(), known.name(), shape.describe(), known.describe());
        }
        return known;
    }

    /** Reads the entries that were added since the last look. */
    private void refresh() {
        // Acquire: pairs with the compare-and-set in openOrCreate. Without it we could read an entry before its bytes.
        for (long at = mapping.getLongAcquire(tailLink); at != 0; at = mapping.getLongAcquire(tailLink)) {
            if (at < start || at >= end || at % LINE != 0) {
                throw Entry.damaged(path(), "a link into the directory, " + start + " to " + end, String.valueOf(at));
            }
            int bytes = Entry.bytes(read(at, LINE));
            if (bytes > end - at) {
                throw Entry.damaged(path(), "an entry of at most " + (end - at) + " bytes at " + at, bytes + " bytes");
            }
            Entry entry = Entry.read(path(), read(at, bytes), at);
            // Content follows content without a gap: so a link that leads past an entry is found out, and one back to
            // it.
            if (entry.dataOffset() != dataEnd
                    || entry.dataBytes() <= 0
                    || entry.dataBytes() > fileEnd - entry.dataOffset()
                    || entry.length() <= 0
                    || entry.elementBytes() <= 0
                    || entry.length() > entry.dataBytes() / entry.elementBytes()
                    || entry.dataOffset() % LINE != 0
                    || entries.containsKey(entry.name())) {
                throw Entry.damaged(
                        path(), "a new name with content at " + dataEnd + ", up to " + fileEnd, entry.toString());
            }
            entries.put(entry.name(), entry);
            dataEnd = entry.dataEnd();
            highestEntryEnd = Math.max(highestEntryEnd, at + lines(bytes));
            tailLink = at + ENTRY_NEXT;
        }
    }

    /** Returns lines of the directory for this mapping alone, or 0 if the list has grown and should be read first. */
    private long reserve(String name, int bytes) {
        if (spareBytes >= bytes) {
            long at = spare;
            spareBytes = 0;
            return at;
        }
        while (true) {
            long next = mapping.getLong(DIRECTORY_NEXT_AT);
            checkNext(next);
            if (bytes > end - next) {
                if (mapping.getLong(tailLink) != 0) {
                    return 0; // perhaps the name is there by now
                }
                throw new SharedMemoryFullException(path(), name, "directory", bytes, end - next);
            }
            if (mapping.compareAndSetLong(DIRECTORY_NEXT_AT, next, next + bytes)) {
                return next;
            }
        }
    }

    /** Gives reserved lines back, or keeps them for the next object if others were reserved behind them. */
    private void release(long at, int bytes) {
        if (at != 0 && !mapping.compareAndSetLong(DIRECTORY_NEXT_AT, at + bytes, at)) {
            spare = at;
            spareBytes = bytes;
        }
    }

    private void checkNext(long next) {
        if (next < highestEntryEnd || next > end || next % LINE != 0) {
            throw Entry.damaged(path(), "a free byte in " + highestEntryEnd + " to " + end, String.valueOf(next));
        }
    }

    private byte[] read(long offset, int bytes) {
        byte[] target = new byte[bytes];
        mapping.copy(offset, bytes, (part, done) -> part.get(target, done, part.remaining()));
        return target;
    }

    private void write(long offset, byte[] source) {
        mapping.copy(offset, source.length, (part, done) -> part.put(source, done, part.remaining()));
    }

    private Path path() {
        return mapping.file().path();
    }
}
