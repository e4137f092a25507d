package io.github.threeply.examples.whichmodel;

import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;

/** A task of the user's, known by the name of its class, which has a constructor without parameters. */
final class OwnTask {
    private OwnTask() {}

    /**
     * Looks whether a class can be used.
     *
     * @throws IllegalArgumentException if it cannot, with what to do
     */
    static void check(String className) {
        Class<?> type;
        try {
            type = Class.forName(className, false, OwnTask.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "there is no class " + className + " on the class path: run with -cp threeply-examples.jar:YOURS "
                            + "and the main class of the examples",
                    e);
        }
        if (!Task.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(className + " must implement " + Task.class.getName());
        }
        if (Stream.of(type.getConstructors()).noneMatch(constructor -> constructor.getParameterCount() == 0)) {
            throw new IllegalArgumentException(className + " must have a public constructor without parameters");
        }
    }

    /** What the workers do: calls the task, and returns the processor time that this took, in nanoseconds. */
    static TaskFunction<Integer, Long> calls(String className) {
        return number -> {
            long before = processorNanos();
            Task<?> task = Class.forName(className)
                    .asSubclass(Task.class)
                    .getConstructor()
                    .newInstance();
            task.call();
            return processorNanos() - before;
        };
    }

    private static long processorNanos() {
        try {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        } catch (UnsupportedOperationException e) {
            return 0; // a virtual thread has none of its own
        }
    }
}
