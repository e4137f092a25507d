package io.github.threeply.ipc.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM has opened and not closed yet, for those who look for leaks. An entry is there from before its thing can be
 * used until nothing of it is left: of a pool or a worker until its processes have ended.
 */
public final class OpenResources {
    /** The kinds of things. */
    public enum Kind {
        /** A pool of worker processes. */
        POOL,
        /** A single worker process. */
        WORKER,
        /** A shared memory. */
        MEMORY
    }

    /** System property: {@code true} has each entry know where it was opened, which costs a stack trace. */
    private static final boolean STACKS = Boolean.getBoolean("threeply.leakStacks");

    private static final Set<Entry> OPEN = ConcurrentHashMap.newKeySet();
    private static final AtomicLong IDS = new AtomicLong();
    private static volatile boolean watched;

    private OpenResources() {}

    /** One thing. */
    public static final class Entry {
        private final long id = IDS.incrementAndGet();
        private final Kind kind;
        private final String name;
        private final Supplier<String> details;
        private final @Nullable Throwable opened;
        private volatile boolean forgotten;

        private Entry(Kind kind, String name, Supplier<String> details) {
            this.kind = kind;
            this.name = name;
            this.details = details;
            this.opened = STACKS || watched ? new Throwable("opened here") : null;
        }

        /**
         * Returns its number.
         *
         * @return a number that grows from entry to entry
         */
        public long id() {
            return id;
        }

        /**
         * Returns what it is.
         *
         * @return the kind
         */
        public Kind kind() {
            return kind;
        }

        /**
         * Returns how its owner calls it.
         *
         * @return a name, or the path of a file
         */
        public String name() {
            return name;
        }

        /**
         * Returns what it is like now.
         *
         * @return a few words
         */
        public String details() {
            return forgotten ? "never closed; the garbage collector did that" : details.get();
        }

        /**
         * Returns where it was opened.
         *
         * @return a stack trace, or {@code null} if nobody had asked for it then
         */
        public @Nullable Throwable opened() {
            return opened;
        }

        /** It is closed, and nothing is left of it. Twice is fine. */
        public void closed() {
            OPEN.remove(this);
        }

        /** It was found by the garbage collector, unclosed. It stays here where somebody looks for leaks. */
        public void forgotten() {
            forgotten = true;
            if (!watched) {
                OPEN.remove(this);
            }
        }
    }

    /**
     * Notes that something is opened.
     *
     * @param kind what it is
     * @param name how its owner calls it
     * @param details says what it is like; must not keep it from the garbage collector if that is to find it
     * @return the entry, to be closed with it
     */
    public static Entry opened(Kind kind, String name, Supplier<String> details) {
        Entry entry = new Entry(kind, name, details);
        OPEN.add(entry);
        return entry;
    }

    /**
     * Returns what is open now.
     *
     * @return the entries, the oldest first
     */
    public static List<Entry> all() {
        List<Entry> all = new ArrayList<>(OPEN);
        all.sort(Comparator.comparingLong(Entry::id));
        return all;
    }

    /** From now on, and for good, entries know where they were opened, and those that were forgotten stay. */
    public static void watch() {
        watched = true;
    }
}
