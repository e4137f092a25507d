package io.github.threeply.examples;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Kills a child JVM of this JVM now and then, as somebody with {@code kill -9} would. */
public final class Killer implements AutoCloseable {
    private final int most;
    private final Thread thread;
    private volatile int killed;
    private volatile boolean closed;

    private Killer(int most, int everyMillis) {
        this.most = most;
        this.thread = new Thread(() -> kill(everyMillis), "killer");
    }

    /** Begins to kill, at most so many. */
    public static Killer of(int most, int everyMillis) {
        Killer killer = new Killer(most, everyMillis);
        killer.thread.start();
        return killer;
    }

    /** How many processes were killed. */
    public int killed() {
        return killed;
    }

    private void kill(int everyMillis) {
        while (!closed && killed < most) {
            try {
                Thread.sleep(everyMillis);
            } catch (InterruptedException e) {
                return;
            }
            List<ProcessHandle> children =
                    ProcessHandle.current().children().filter(Killer::isJvm).toList();
            if (!children.isEmpty()
                    && children.get(ThreadLocalRandom.current().nextInt(children.size()))
                            .destroyForcibly()) {
                killed++;
            }
        }
    }

    /** Not the JDK's helper, which there is for a moment before it becomes what was to be started. */
    private static boolean isJvm(ProcessHandle child) {
        return child.info().command().filter(file -> file.endsWith("/java")).isPresent();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
