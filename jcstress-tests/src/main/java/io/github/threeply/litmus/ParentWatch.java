package io.github.threeply.litmus;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Waits for words of the parent at standard input. When that ends the parent is gone, and this JVM ends too, however busy its
 * actors are.
 */
final class ParentWatch {
    /** What the parent writes to see the stacks of all threads. */
    static final int DUMP = 'd';

    /** What this JVM prints when it has printed them. */
    static final String DUMPED = "-- end of stacks --";

    private ParentWatch() {}

    static void start(Path directory) {
        Thread thread = new Thread(() -> watch(directory), "parent-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void watch(Path directory) {
        try {
            for (int word = System.in.read(); word >= 0; word = System.in.read()) {
                if (word == DUMP) {
                    dump();
                }
            }
        } catch (IOException e) {
            // The same as the end.
        }
        synchronized (ParentWatch.class) {
            Directories.deleteQuietly(directory);
            kill();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void dump() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            if (!entry.getKey().isDaemon()) {
                text.append('"')
                        .append(entry.getKey().getName())
                        .append("\" ")
                        .append(entry.getKey().getState());
                for (StackTraceElement frame : entry.getValue()) {
                    text.append("\n    at ").append(frame);
                }
                text.append('\n');
            }
        }
        System.err.println(text + DUMPED);
        System.err.flush();
    }

    /** From outside, as a halt waits for every thread, and one in a loop that the compiler left without a poll never stops. */
    private static void kill() {
        try {
            new ProcessBuilder(
                            "kill",
                            "-KILL",
                            Long.toString(ProcessHandle.current().pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(1, SECONDS);
        } catch (IOException e) {
            // No such command: the halt has to do.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
