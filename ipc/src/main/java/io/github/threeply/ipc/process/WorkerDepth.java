package io.github.threeply.ipc.process;

import java.util.Map;

/**
 * Keeps workers from starting workers by mistake, as code that runs in both does at once. The depth of a process is in
 * its environment, so that a process between two JVMs does not lose it.
 */
final class WorkerDepth {
    /** How many workers are nested around this process; the main program has none. */
    static final String VARIABLE = "THREEPLY_WORKER_DEPTH";

    /** System property: how deep workers may be nested; handed on to the workers. 1 by default. */
    static final String MAXIMUM_PROPERTY = "threeply.worker.maxDepth";

    private WorkerDepth() {}

    static int maximum() {
        String text = System.getProperty(MAXIMUM_PROPERTY, "1");
        try {
            return Math.max(0, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the system property " + MAXIMUM_PROPERTY + " must be a number, but was \"" + text + "\"", e);
        }
    }

    private static volatile int told;

    /** What the parent said at the handshake: a command between two JVMs may have emptied the environment. */
    static void isAtLeast(int depth) {
        told = depth;
    }

    static int current() {
        String text = System.getenv(VARIABLE);
        if (text == null) {
            return told;
        }
        try {
            return Math.max(told, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return told; // not ours
        }
    }

    /** Refuses a worker that would be nested too deep, else notes its depth in its environment. */
    static void descend(String workerName, int maximum, Map<String, String> environment) {
        environment.put(VARIABLE, Integer.toString(check(workerName, maximum)));
    }

    /** Refuses a worker that would be nested too deep, else returns its depth. */
    static int check(String workerName, int maximum) {
        int depth = current() + 1;
        if (depth > maximum) {
            throw new WorkerStartException(
                    workerName,
                    depth == 1
                            ? "no workers are allowed here; set the system property " + MAXIMUM_PROPERTY + " to 1"
                            : "this process is a worker itself, at depth " + (depth - 1) + " of at most " + maximum
                                    + ". Start workers in the main program only (is there code that runs when a class is"
                                    + " loaded?), or set the system property " + MAXIMUM_PROPERTY + " to " + depth,
                    null);
        }
        return depth;
    }
}
