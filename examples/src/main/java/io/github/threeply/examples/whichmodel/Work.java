package io.github.threeply.examples.whichmodel;

import io.github.threeply.core.TaskFunction;
import java.util.HashMap;
import java.util.Map;

/** A kind of work: so many tasks of it, and what one of them does. */
public enum Work {
    COMPUTE("computes", "sums of squares", 40, 1, Work::compute),
    WAIT("waits", "25 ms each for an answer", 64, 8, Work::await),
    MEMORY("needs memory", "tables of 200 000 entries", 12, 1, Work::fill),
    CRASH("may crash", "one in eight ends its JVM", 24, 1, Work::crash);

    private static final int WAIT_MILLIS = 25;
    private static final int CRASH_EVERY = 8;
    static final int CRASH_CODE = 7;

    private final String words;
    private final String example;
    private final int tasks;
    private final int workersPerProcessor;

    @SuppressWarnings("ImmutableEnumChecker") // each is a reference to a static method
    private final TaskFunction<Integer, Long> task;

    Work(String words, String example, int tasks, int workersPerProcessor, TaskFunction<Integer, Long> task) {
        this.words = words;
        this.example = example;
        this.tasks = tasks;
        this.workersPerProcessor = workersPerProcessor;
        this.task = task;
    }

    int tasks() {
        return tasks;
    }

    /** More than one where they mostly wait: 8 workers for each processor, so that processes too can take part. */
    int workers(int processors) {
        return workersPerProcessor * processors;
    }

    TaskFunction<Integer, Long> task() {
        return task;
    }

    String example() {
        return example;
    }

    /** How many of the tasks can succeed. */
    int survivors() {
        return this == CRASH ? tasks - tasks / CRASH_EVERY : tasks;
    }

    private static Long compute(Integer task) {
        long sum = task;
        for (long i = 0; i < 8_000_000; i++) {
            sum += i * i ^ sum;
        }
        return sum;
    }

    private static Long await(Integer task) throws InterruptedException {
        Thread.sleep(WAIT_MILLIS);
        return (long) task;
    }

    private static Long fill(Integer task) {
        Map<Integer, Long> table = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            table.put(i * 31 + task, (long) i);
        }
        return table.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Long crash(Integer task) {
        if (task % CRASH_EVERY == CRASH_EVERY - 1) {
            Runtime.getRuntime().halt(CRASH_CODE); // as a fault of native code would
        }
        return (long) task;
    }

    @Override
    public String toString() {
        return words;
    }
}
