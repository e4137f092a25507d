package io.github.threeply.junit;

import io.github.threeply.ipc.internal.OpenResources;
import io.github.threeply.ipc.internal.OpenResources.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What there was at one moment, and what was found since and is known. Used by one thread at a time. */
final class Snapshot {
    private static final String OURS = "io.github.threeply.";

    private final Set<Long> entries = new HashSet<>();
    private final Set<Thread> threads = Collections.newSetFromMap(new IdentityHashMap<>());

    private Snapshot() {}

    static Snapshot now() {
        Snapshot now = new Snapshot();
        OpenResources.all().forEach(entry -> now.entries.add(entry.id()));
        now.threads.addAll(LiveThreads.now());
        return now;
    }

    /** What was opened since another moment, and is there now, is known from now on. */
    void acceptWhatIsNewSince(Snapshot other) {
        Snapshot now = now();
        now.entries.removeAll(other.entries);
        now.threads.removeAll(other.threads);
        entries.addAll(now.entries);
        threads.addAll(now.threads);
    }

    /** What is there now and was not then. */
    List<Leak> newSince(Settings settings) {
        List<Leak> leaks = new ArrayList<>();
        List<String> openNames = new ArrayList<>();
        // Threads first: one that is there although its pool was closed by then must be seen as such next time.
        Set<Thread> nowThreads = settings.kinds().contains(LeakKind.THREADS) ? LiveThreads.now() : Set.of();
        for (Entry entry : OpenResources.all()) {
            if (entry.kind() != OpenResources.Kind.MEMORY) {
                openNames.add(entry.name() + "-");
                openNames.add("worker-" + entry.name() + "-");
            }
            if (!entries.contains(entry.id()) && settings.kinds().contains(kindOf(entry))) {
                leaks.add(leak(entry));
            }
        }
        for (Thread thread : nowThreads) {
            String name = thread.getName();
            if (!threads.contains(thread)
                    && thread.isAlive()
                    && !settings.ignores(name)
                    && openNames.stream().noneMatch(name::startsWith)) {
                leaks.add(leak(thread));
            }
        }
        return leaks;
    }

    private static LeakKind kindOf(Entry entry) {
        return entry.kind() == OpenResources.Kind.MEMORY ? LeakKind.MEMORIES : LeakKind.WORKERS;
    }

    private static Leak leak(Entry entry) {
        String description = switch (entry.kind()) {
            case POOL -> "the WorkerProcessPool " + entry.name() + " (" + entry.details() + ")";
            case WORKER -> "the WorkerProcess " + entry.name() + " (" + entry.details() + ")";
            case MEMORY -> "the SharedMemory " + entry.name() + " (" + entry.details() + ")";
        };
        Throwable opened = entry.opened();
        return new Leak(
                kindOf(entry),
                description,
                opened == null ? List.of() : ofTheUser(opened.getStackTrace()),
                "Close it, by try-with-resources, @AutoClose or an @AfterEach method.");
    }

    /** Without the frames of this library at the top. */
    private static List<StackTraceElement> ofTheUser(StackTraceElement[] frames) {
        int first = 0;
        while (first < frames.length && isOurs(frames[first].getClassName())) {
            first++;
        }
        return List.of(frames).subList(first == frames.length ? 0 : first, frames.length);
    }

    private static boolean isOurs(String className) {
        return className.startsWith(OURS + "ipc.process.")
                || className.startsWith(OURS + "ipc.shared.")
                || className.startsWith(OURS + "ipc.internal.");
    }

    private static Leak leak(Thread thread) {
        return new Leak(
                LeakKind.THREADS,
                "the thread \"" + thread.getName() + "\" (" + (thread.isDaemon() ? "daemon, " : "") + thread.getState()
                        + ")",
                LiveThreads.placeOf(thread),
                "End it and wait for its end: close its executor and await its termination, or interrupt and join it."
                        + " If it may stay, name it in ignoreThreads.");
    }
}
