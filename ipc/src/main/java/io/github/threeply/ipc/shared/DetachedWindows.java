package io.github.threeply.ipc.shared;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Mappings that were detached and that the garbage collector has not unmapped yet.
 *
 * <p>Before JDK 22 only the collector can unmap without danger. A program that opens and closes the same file again and
 * again would pile up mappings until it runs, so whoever opens a file takes over such a mapping if there is one: nothing
 * can reach it any more through its former owner. One that opens and closes many files would meet the limit of the
 * system (65 530 mappings on Linux, where JDK 17 dies); when many wait, this asks for a collection.
 */
final class DetachedWindows {
    private static final DetachedWindows ALL = new DetachedWindows(8192);

    /** The uuid beside the key, in case the file was deleted after somebody looked at its key. */
    private record Key(Object file, UUID uuid, int windowShift) {}

    private static final class Waiting extends WeakReference<ByteBuffer[]> {
        final @Nullable Key key;

        Waiting(ByteBuffer[] windows, @Nullable Key key, ReferenceQueue<ByteBuffer[]> queue) {
            super(windows, queue);
            this.key = key;
        }
    }

    private final ReferenceQueue<ByteBuffer[]> collected = new ReferenceQueue<>();
    private final Set<Waiting> waiting = new HashSet<>();
    private final Map<Key, Waiting> byKey = new HashMap<>();
    private final int many;
    private int askAt;

    DetachedWindows(int many) {
        this.many = many;
        askAt = many;
    }

    static DetachedWindows all() {
        return ALL;
    }

    void add(FileId file, int windowShift, ByteBuffer[] windows) {
        boolean ask;
        synchronized (this) {
            forgetCollected();
            Key key = file.key() == null ? null : new Key(file.key(), file.uuid(), windowShift);
            Waiting entry = new Waiting(windows, key, collected);
            waiting.add(entry);
            if (key != null) {
                byKey.put(key, entry);
            }
            ask = waiting.size() >= askAt;
            if (ask) {
                askAt = waiting.size() + many; // the collector reports late: do not ask again at once
            } else if (waiting.size() < many) {
                askAt = many;
            } else {
                askAt = Math.min(askAt, waiting.size() + many); // the late report has come: no need to wait for as many
            }
        }
        if (ask) {
            System.gc();
        }
    }

    synchronized ByteBuffer @Nullable [] take(FileId file, int windowShift) {
        forgetCollected();
        if (file.key() == null) {
            return null;
        }
        Waiting entry = byKey.remove(new Key(file.key(), file.uuid(), windowShift));
        if (entry == null) {
            return null;
        }
        waiting.remove(entry);
        return entry.get();
    }

    synchronized int count() {
        forgetCollected();
        return waiting.size();
    }

    private void forgetCollected() {
        for (Object entry = collected.poll(); entry != null; entry = collected.poll()) {
            Waiting gone = (Waiting) entry;
            waiting.remove(gone);
            if (gone.key != null) {
                byKey.remove(gone.key, gone);
            }
        }
    }
}
