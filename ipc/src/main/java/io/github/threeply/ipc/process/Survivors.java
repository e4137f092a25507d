package io.github.threeply.ipc.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Says which of the processes that were killed with a worker live on: those of another user, or that wait for a device.
 * There is nothing else to be done about them, but somebody should know.
 */
final class Survivors {
    private static final System.Logger LOG = System.getLogger(Survivors.class.getName());

    /** How long the system may take to end what was killed. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LOOK_MILLIS = 20;

    private Survivors() {}

    /** Looks after processes that were killed, if any of them lives; on a thread of its own, so returns at once. */
    static void lookAfter(String worker, List<ProcessHandle> killed) {
        if (killed.stream().noneMatch(Survivors::isAlive)) {
            return;
        }
        Thread thread = new Thread(
                null,
                () -> look(worker, killed, GRACE_NANOS, text -> LOG.log(System.Logger.Level.WARNING, text)),
                "worker-" + worker + "-survivors",
                0,
                false);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, "no thread to look after what " + worker + " has left", e);
        }
    }

    /** One that has ended and that nobody reaps, as in containers without an init, counts as alive for the JDK. */
    private static boolean isAlive(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return !stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return process.isAlive(); // it has just gone, or this is no Linux
        }
    }

    /** Waits until none lives, or until the time is up: then tells. */
    static void look(String worker, List<ProcessHandle> killed, long graceNanos, Consumer<String> tell) {
        long begin = System.nanoTime();
        List<ProcessHandle> alive = killed;
        while (true) {
            alive = alive.stream().distinct().filter(Survivors::isAlive).collect(Collectors.toList());
            if (alive.isEmpty()) {
                return;
            }
            if (System.nanoTime() - begin >= graceNanos) {
                break;
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nobody has a reason to; it tells what it knows
                break;
            }
        }
        tell.accept("what " + worker + " had started was killed with it and lives on: "
                + alive.stream()
                        .map(each -> "process " + each.pid()
                                + each.info()
                                        .command()
                                        .map(name -> " (" + name + ")")
                                        .orElse(""))
                        .collect(Collectors.joining(", ")));
    }
}
