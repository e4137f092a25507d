package io.github.threeply.junit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The platform threads of this JVM that may be somebody's leak. */
final class LiveThreads {
    /** By how their names begin: threads that are there once for all, or as long as something that is looked at by itself. */
    private static final List<String> OF_OTHERS = List.of(
            "ForkJoinPool.commonPool-",
            "ForkJoinPool-delayScheduler",
            "CompletableFutureDelayScheduler",
            "JFR ",
            "junit-",
            "surefire-",
            "threeply-bells",
            "threeply-ended-threads",
            "threeply-in-flight",
            "shared-event-",
            "worker-boot-cache");

    private LiveThreads() {}

    static Set<Thread> now() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        for (ThreadGroup above = root; above != null; above = above.getParent()) {
            root = above;
        }
        Thread[] found = new Thread[Math.max(32, 2 * root.activeCount())];
        int count = root.enumerate(found, true);
        while (count == found.length) { // then some may be missing
            found = new Thread[2 * found.length];
            count = root.enumerate(found, true);
        }
        Set<Thread> threads = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < count; i++) {
            if (mayBeALeak(found[i], root)) {
                threads.add(found[i]);
            }
        }
        return threads;
    }

    private static boolean mayBeALeak(Thread thread, ThreadGroup root) {
        ThreadGroup group = thread.getThreadGroup();
        if (group == null || group.equals(root) || group.getName().equals("InnocuousThreadGroup")) {
            return false; // ended, or the JVM's own: its cleaners, compilers, reapers of processes
        }
        String type = thread.getClass().getName();
        if (type.startsWith("org.junit.") || type.startsWith("jdk.internal.")) {
            return false;
        }
        return OF_OTHERS.stream().noneMatch(thread.getName()::startsWith);
    }

    /** Where the thread is, for an error; the frames of whoever looks are not among them. */
    static List<StackTraceElement> placeOf(Thread thread) {
        return new ArrayList<>(List.of(thread.getStackTrace()));
    }
}
