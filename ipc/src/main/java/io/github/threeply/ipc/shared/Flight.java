package io.github.threeply.ipc.shared;

import java.nio.ByteBuffer;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * What this package tells the JDK's flight recorder, and the only class of it that knows there is one. It is asked on slow
 * paths alone: where a thread is about to sleep, what a dead process left is put right, a file is opened or closed. Then it
 * costs a read of a static field, until somebody records for the first time. Without the module {@code jdk.jfr} all of it
 * does nothing.
 *
 * <p>No signature here has a type of that module in it, so that this class can be loaded where it is missing. Whatever goes
 * wrong in telling must not change what is told of: a lock was taken even if the record of it is lost.
 *
 * <p>Names and fields are seen by those who read recordings: none is changed lightly.
 */
final class Flight {
    private static final boolean HAS_RECORDER = hasRecorder();

    private Flight() {}

    private static boolean hasRecorder() {
        try {
            boolean ignored = FlightRecorder.isInitialized();
            return true;
        } catch (LinkageError e) {
            return false; // a runtime without the module jdk.jfr, or a module path on which it is not ours to use
        }
    }

    /** Whether anybody records, or has recorded. The events below, whose making costs milliseconds once, are not touched before. */
    private static boolean isOn() {
        return HAS_RECORDER && FlightRecorder.isInitialized();
    }

    // --- files

    /** Tells that a file was opened. */
    static MemoryFile opened(MemoryFile file) {
        if (isOn()) {
            try {
                MemoryOpenEvent event = new MemoryOpenEvent();
                if (event.isEnabled()) {
                    event.path = file.id().path().toString();
                    event.bytes = file.header().fileBytes();
                    event.objects = file.directory().names().size();
                    event.users = users(file.mapping());
                    event.lifetime = file.header().traits().lifetime().toString();
                    event.commit();
                }
            } catch (Throwable e) {
                // told to nobody
            }
        }
        return file;
    }

    /**
     * A file is about to be closed.
     *
     * @return what {@link #closed} takes; null if nobody wants to know
     */
    static @Nullable Object closes(MemoryFile file) {
        if (!isOn()) {
            return null;
        }
        try {
            MemoryCloseEvent event = new MemoryCloseEvent();
            if (!event.isEnabled()) {
                return null;
            }
            event.path = file.id().path().toString();
            event.bytes = file.header().fileBytes();
            event.users = users(file.mapping());
            event.begin();
            return event;
        } catch (Throwable e) {
            return null;
        }
    }

    static void closed(@Nullable Object close, boolean byUs) {
        try {
            if (byUs && close instanceof MemoryCloseEvent event) {
                event.commit();
            }
        } catch (Throwable e) {
            // told to nobody
        }
    }

    private static int users(Mapping mapping) {
        SlotTable slots = new SlotTable(mapping);
        int users = 0;
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            users += slots.pid(slot) == 0 ? 0 : 1;
        }
        return users;
    }

    // --- waiting

    /**
     * A thread is about to sleep.
     *
     * @return what {@link #waited} takes; null if nobody wants to know
     */
    static @Nullable Object waits() {
        if (!isOn()) {
            return null;
        }
        try {
            WaitEvent event = new WaitEvent();
            if (!event.isEnabled()) {
                return null;
            }
            event.begin();
            return event;
        } catch (Throwable e) {
            return null;
        }
    }

    static void waited(@Nullable Object wait, Mapping mapping, long cell, boolean onWord, Bells bells) {
        if (wait != null) {
            try {
                tell(wait, mapping, cell, onWord ? "futex" : bells.hasOwn() ? "bell" : "looks");
            } catch (Throwable e) {
                // told to nobody: closed meanwhile, for one
            }
        }
    }

    /** The same of one who waited for another thread of this process, which waits for both. */
    static void waitedInLine(@Nullable Object wait, Mapping mapping, long offset) {
        if (wait != null) {
            try {
                tell(wait, mapping, offset, "line");
            } catch (Throwable e) {
                // told to nobody
            }
        }
    }

    private static void tell(Object wait, Mapping mapping, long offset, String wakeUp) {
        WaitEvent event = (WaitEvent) wait;
        event.end();
        if (event.shouldCommit()) {
            event.path = mapping.file().path().toString();
            event.wakeUp = wakeUp;
            Entry entry = entryAt(mapping, offset);
            event.object = entry == null ? null : entry.name();
            event.type = entry == null ? null : entry.describe();
            event.commit();
        }
    }

    /** The holder of a lock leaves it to a process that has waited for long. */
    static void handedOver(Mapping mapping, long offset, long word, Membership membership) {
        if (!isOn() || word == LockWord.FREE || !LockWord.isOpen(word)) {
            return;
        }
        try {
            HandOverEvent event = new HandOverEvent();
            if (event.isEnabled()) {
                event.path = mapping.file().path().toString();
                event.object = nameAt(mapping, offset);
                event.to = membership.describe(word);
                event.commit();
            }
        } catch (Throwable e) {
            // told to nobody
        }
    }

    // --- what the dead left

    /**
     * What a dead process, or an ended thread, has left was put right.
     *
     * @param offset a byte of the object
     * @param what in a few words
     * @param owner whose it was; {@link Membership#NOBODY} if that is not known
     */
    static void recovered(Mapping mapping, long offset, String what, Membership membership, long owner) {
        if (isOn()) {
            try {
                // Its slot may be another's by now.
                String dead =
                        owner != Membership.NOBODY && membership.isDead(owner) ? membership.describe(owner) : null;
                recovery(mapping, nameAt(mapping, offset), what, dead);
            } catch (Throwable e) {
                // told to nobody
            }
        }
    }

    /** Returns whose slot is about to become another's; null if it was left in good order, or nobody wants to know. */
    static @Nullable Object deadIn(SlotTable slots, int slot) {
        return isOn() && slots.pid(slot) != 0 ? slots.process(slot) : null;
    }

    static void slotFreed(Mapping mapping, @Nullable Object dead) {
        if (dead != null) {
            recovery(mapping, null, "slot freed", dead.toString());
        }
    }

    static void restarted(Mapping mapping) {
        if (isOn()) {
            recovery(mapping, null, "restart", null);
        }
    }

    private static void recovery(Mapping mapping, @Nullable String object, String what, @Nullable String dead) {
        try {
            RecoveryEvent event = new RecoveryEvent();
            event.path = mapping.file().path().toString();
            event.object = object;
            event.what =
                    what; // short, so that it is in the event itself: JDK 17 may lose texts of more than 15 characters
            event.dead = dead;
            event.commit();
        } catch (Throwable e) {
            // told to nobody
        }
    }

    // --- which object it is

    private static @Nullable String nameAt(Mapping mapping, long offset) {
        Entry entry = entryAt(mapping, offset);
        return entry == null ? null : entry.name();
    }

    /** Returns the object of which a byte is part, as the directory in the file has it; null if it has none. */
    static @Nullable Entry entryAt(Mapping mapping, long offset) {
        for (long at = mapping.getLongAcquire(Layout.DIRECTORY_HEAD_AT);
                at != 0;
                at = mapping.getLongAcquire(at + Layout.ENTRY_NEXT)) {
            int bytes = Entry.bytes(read(mapping, at, Layout.LINE));
            Entry entry = Entry.read(mapping.file().path(), read(mapping, at, bytes), at);
            if (offset < entry.dataEnd()) {
                return offset >= entry.dataOffset() ? entry : null; // contents lie in the order of the list
            }
        }
        return null;
    }

    private static byte[] read(Mapping mapping, long at, int bytes) {
        byte[] target = new byte[bytes];
        mapping.copy(at, bytes, (ByteBuffer part, int done) -> part.get(target, done, part.remaining()));
        return target;
    }

    // --- the events

    @Name("io.github.threeply.SharedMemoryOpen")
    @Label("Shared Memory Open")
    @Description("A file of shared memory was opened by this process")
    @Category({"Threeply", "Shared Memory"})
    static final class MemoryOpenEvent extends Event {
        @Label("Path")
        @Nullable
        String path;

        @Label("Size")
        @DataAmount
        long bytes;

        @Label("Objects")
        int objects;

        @Label("Users")
        @Description("That have a slot of it; one that has only opened it has none yet")
        int users;

        @Label("Lifetime")
        @Nullable
        String lifetime;
    }

    @Name("io.github.threeply.SharedMemoryClose")
    @Label("Shared Memory Close")
    @Description("A file of shared memory was closed by this process")
    @Category({"Threeply", "Shared Memory"})
    static final class MemoryCloseEvent extends Event {
        @Label("Path")
        @Nullable
        String path;

        @Label("Size")
        @DataAmount
        long bytes;

        @Label("Users")
        @Description("That had a slot of it just before, this one included if it had one")
        int users;
    }

    @Name("io.github.threeply.SharedWait")
    @Label("Shared Wait")
    @Description("A thread slept until something changed in shared memory, or its time was over")
    @Category({"Threeply", "Shared Memory"})
    @Threshold("10 ms")
    static final class WaitEvent extends Event {
        @Label("Path")
        @Nullable
        String path;

        @Label("Object")
        @Nullable
        String object;

        @Label("Type")
        @Nullable
        String type;

        @Label("Woken By")
        @Description(
                "What wakes it: futex, bell (a socket of its process), looks (its own, each millisecond), or line (a"
                        + " thread of its process that waited before it)")
        @Nullable
        String wakeUp;
    }

    @Name("io.github.threeply.SharedLockHandOver")
    @Label("Shared Lock Hand-Over")
    @Description("The holder of a shared lock left it to a process that had waited for long")
    @Category({"Threeply", "Shared Memory"})
    @StackTrace(false)
    static final class HandOverEvent extends Event {
        @Label("Path")
        @Nullable
        String path;

        @Label("Object")
        @Nullable
        String object;

        @Label("To")
        @Nullable
        String to;
    }

    @Name("io.github.threeply.SharedRecovery")
    @Label("Shared Recovery")
    @Description("What a dead process, or a thread that has ended, left in shared memory was put right")
    @Category({"Threeply", "Shared Memory"})
    static final class RecoveryEvent extends Event {
        @Label("Path")
        @Nullable
        String path;

        @Label("Object")
        @Nullable
        String object;

        @Label("What")
        @Description(
                "lock taken over, reader removed, permits back, barrier broken, writer removed, put skipped, item back,"
                        + " item dropped, place emptied, slot freed; or restart: of the machine, so all slots were")
        @Nullable
        String what;

        @Label("Dead")
        @Description("Who it was; null if that is not known any more")
        @Nullable
        String dead;
    }
}
