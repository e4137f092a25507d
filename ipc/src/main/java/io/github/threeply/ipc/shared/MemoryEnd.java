package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.internal.OpenResources;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How one user ends its use of a file: when it closes, when the garbage collector finds that it was forgotten, or, for files
 * that must not stay, when the JVM exits in good order. So it must not know its {@link MemoryFile}.
 */
final class MemoryEnd implements Runnable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final FileId file;
    private final Membership membership;
    private final Waits waits;
    private volatile OpenResources.@Nullable Entry entry; // while it is an error of the user's not to close the memory

    /** What is done with the windows of the file when nothing of this user needs them any more. */
    private volatile @Nullable Runnable letGo;

    MemoryEnd(FileId file, Membership membership, Waits waits) {
        this.file = file;
        this.membership = membership;
        this.waits = waits;
    }

    Cleaner.Cleanable of(MemoryFile user) {
        if (membership.lifetime() != Lifetime.PERSISTENT) {
            AtExit.add(this);
        }
        return CLEANER.register(user, this);
    }

    /** From now on it is an error of the user's not to close the memory. */
    void reportIfForgotten() {
        entry = OpenResources.opened(OpenResources.Kind.MEMORY, file.path().toString(), () -> "open");
    }

    /** The user closes it: nothing to report. */
    void closing() {
        OpenResources.Entry open = entry;
        if (open != null) {
            entry = null;
            open.closed();
        }
    }

    /** The handles have lost the windows, which the membership has, too, until it leaves. */
    void detached(Mapping mapping, ByteBuffer @Nullable [] windows) {
        if (windows != null) {
            letGo = () -> DetachedWindows.all().add(mapping.file(), mapping.windowShift(), windows);
        }
    }

    @Override
    public void run() {
        OpenResources.Entry open = entry;
        if (open != null) {
            open.forgotten();
            Throwable where = open.opened();
            String hint = where == null ? "; -Dthreeply.leakStacks=true tells where it was opened" : "";
            System.getLogger(SharedMemory.class.getName())
                    .log(System.Logger.Level.WARNING, () -> file.path() + " was never closed" + hint, where);
        }
        waits.close(); // again, unless the user was forgotten
        if (hasInFlight()) {
            InFlight.finishLater(this);
        } else {
            finish();
        }
    }

    boolean hasInFlight() {
        return membership.hasInFlight();
    }

    void finish() {
        AtExit.remove(this);
        Runnable last = letGo;
        letGo = null;
        try {
            membership.leave();
        } finally {
            if (last != null) {
                last.run();
            }
        }
    }

    private void atExit(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | InternalError e) {
            System.getLogger(MemoryEnd.class.getName())
                    .log(System.Logger.Level.DEBUG, () -> file.path() + " could not be left at exit", e);
        }
    }

    private static final class AtExit {
        private static final Set<MemoryEnd> ENDS = ConcurrentHashMap.newKeySet();

        static {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(null, AtExit::run, "threeply-exit", 0, false));
            } catch (IllegalStateException e) {
                // It is exiting already: files of this kind that are made now stay until others sweep them.
            }
        }

        static void add(MemoryEnd end) {
            ENDS.add(end);
        }

        static void remove(MemoryEnd end) {
            ENDS.remove(end);
        }

        /** Other threads may still be at work, so nothing is detached nor given back: only the files go. */
        private static void run() {
            for (MemoryEnd end : ENDS) {
                end.atExit(end.membership::announceExit); // all of them first: none may take another for one that stays
            }
            for (MemoryEnd end : ENDS) {
                end.atExit(end.membership::exit);
            }
        }
    }
}
