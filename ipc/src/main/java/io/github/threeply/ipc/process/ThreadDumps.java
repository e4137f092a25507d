package io.github.threeply.ipc.process;

import java.util.Map;

/** What all threads of a worker do, as text: taken in the worker, on a thread of its own, and read in the parent. */
final class ThreadDumps implements Runnable {
    /** How long the parent waits for one: a worker that is to be ended and cannot answer is not worth more. */
    static final long WAIT_MILLIS = 500;

    private static final int MOST_FRAMES = 100;
    private static final int MOST_CHARACTERS = 60_000;

    /** What may stand between the pieces of a result has less than 64 KiB. */
    private static final int MOST_BYTES = 64 * 1024 - 1;

    private final long taskId;
    private final int aux;
    private final Thread first;
    private final WorkerOutput output;

    private ThreadDumps(long taskId, int aux, Thread first, WorkerOutput output) {
        this.taskId = taskId;
        this.aux = aux;
        this.first = first;
        this.output = output;
    }

    // In the worker.

    /**
     * Has a thread take the stacks and send them. The control thread must not do it: all threads have to be halted for
     * that, which takes as long as one of them is in a loop where the JVM cannot halt it.
     */
    static void send(long taskId, int aux, Thread first, WorkerOutput output) {
        Thread thread = new Thread(new ThreadDumps(taskId, aux, first, output), "threeply-dump");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        output.write(frame(take(first), taskId, aux));
    }

    /** A frame that may stand between the pieces of a result, however much there is to say. */
    static ByteWriter frame(String stacks, long taskId, int aux) {
        ByteWriter out = new ByteWriter(8 * 1024, Integer.MAX_VALUE - 16);
        Frames frames = new Frames();
        String text = stacks;
        while (true) {
            frames.header(out, FrameType.DUMPED, taskId, aux, 0);
            out.putText(text.concat(heap()));
            if (out.size() <= MOST_BYTES) {
                frames.patchLength(out, 0);
                return out;
            }
            out.truncate(0);
            text = stacks.substring(0, text.length() / 4 * 3).concat("\n... cut off here\n");
        }
    }

    @SuppressWarnings("ReferenceEquality") // a thread is itself and no other
    static String take(Thread first) {
        Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
        StringBuilder text = new StringBuilder(8 * 1024);
        StackTraceElement[] own = all.remove(first);
        append(text, first, own == null ? first.getStackTrace() : own);
        for (Map.Entry<Thread, StackTraceElement[]> each : all.entrySet()) {
            if (text.length() > MOST_CHARACTERS) {
                text.append("... and other threads\n");
                break;
            }
            if (each.getKey() != Thread.currentThread()) {
                append(text, each.getKey(), each.getValue());
            }
        }
        return text.toString();
    }

    /** What is left for the tasks says whether a slow one is short of memory. */
    private static String heap() {
        Runtime vm = Runtime.getRuntime();
        return "heap: " + ((vm.totalMemory() - vm.freeMemory()) >> 20) + " MiB used of " + (vm.totalMemory() >> 20)
                + " MiB, at most " + (vm.maxMemory() >> 20) + " MiB\n";
    }

    private static void append(StringBuilder text, Thread thread, StackTraceElement[] frames) {
        text.append('"').append(thread.getName()).append("\" ");
        if (thread.isDaemon()) {
            text.append("daemon ");
        }
        text.append(thread.getState()).append('\n');
        int most = Math.min(frames.length, MOST_FRAMES);
        for (int i = 0; i < most; i++) {
            text.append("    at ").append(frames[i]).append('\n');
        }
        if (most < frames.length) {
            text.append("    ... ").append(frames.length - most).append(" more\n");
        }
        text.append('\n');
    }

    // In the parent.

    /** In place of one that did not come. */
    static String missing(WorkerLink link) {
        return "(no thread dump: " + link + " did not answer within " + WAIT_MILLIS
                + " ms; it was stopped, or its threads could not be halted)";
    }

    /** The first lines of one, or why there is none, for a message. */
    static String summary(String dump) {
        if (dump.startsWith("(")) {
            return dump.substring(1, dump.length() - 1);
        }
        StringBuilder text = new StringBuilder("Its thread:");
        int lines = 0;
        for (String line : dump.split("\n", 12)) {
            if (line.isEmpty() || ++lines > 10) {
                break;
            }
            text.append("\n  | ").append(line);
        }
        return text.toString();
    }
}
