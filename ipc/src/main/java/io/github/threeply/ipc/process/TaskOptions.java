package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks of the pool that runs it: a name, limits, whether it may be run again, and a key.
 * <pre>{@code
 * static final TaskOptions REPORT = TaskOptions.defaults().named("report").taskTimeout(ofSeconds(30)).idempotent();
 *
 * WorkerFuture<Report> one = pool.submit(() -> Report.of(month), REPORT);
 * try (Results<Report> all = Tasks.map(pool.with(REPORT), Report::of, months)) { ... }
 * }</pre>
 *
 * <p>It cannot be changed: each method returns another one. Keep one for many tasks. A limit that is not set here is the
 * pool's; a very long one, such as 300 years, means that there is none, whatever the pool says.
 *
 * <p><b>Limits</b> are kept by the clock of this process, so a worker that is stopped or swapped out is seen too. Which one
 * ended a task, {@link TaskTimeoutException#kind()} tells.
 *
 * <p><b>What they cost a bulk.</b> The arguments of {@link WorkerProcessPool#submitEach} and of {@code Tasks.map} travel in
 * blocks only where nothing is asked but a name and a {@link #taskTimeout} of 50 milliseconds or more. With a limit of the
 * wait or of progress, with a shorter limit, a key, or leave to run again, each travels alone, which trivial arguments feel.
 */
public final class TaskOptions {
    /** How often an idempotent task is run again at most, if nothing else is said. */
    static final int DEFAULT_RERUNS = 2;

    /** Limits from here on are none: over 70 years. */
    static final long NONE_NANOS = Long.MAX_VALUE / 4;

    private static final int LONGEST_TEXT = 200;
    private static final int MOST_RERUNS = 100;
    private static final TaskOptions DEFAULTS = new TaskOptions(null, null, null, null, null, 0);

    private final @Nullable String name;
    private final @Nullable String key;
    private final @Nullable Duration queueTimeout;
    private final @Nullable Duration taskTimeout;
    private final @Nullable Duration progressTimeout;
    private final int reruns;

    private TaskOptions(
            @Nullable String name,
            @Nullable String key,
            @Nullable Duration queueTimeout,
            @Nullable Duration taskTimeout,
            @Nullable Duration progressTimeout,
            int reruns) {
        this.name = name;
        this.key = key;
        this.queueTimeout = queueTimeout;
        this.taskTimeout = taskTimeout;
        this.progressTimeout = progressTimeout;
        this.reruns = reruns;
    }

    /**
     * Returns the options of a task that asks for nothing: no name, the pool's limits, run at most once.
     *
     * @return the options
     */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Gives the task a name, for errors, thread dumps and whoever looks at the pool. It need not be unique. By default it
     * is called by its class.
     *
     * @param newName the name, visible characters, at most {@value #LONGEST_TEXT}
     * @return options with it
     */
    public TaskOptions named(String newName) {
        return new TaskOptions(checked(newName, "name"), key, queueTimeout, taskTimeout, progressTimeout, reruns);
    }

    /**
     * Limits how long the task may wait, from submitting it to the start of its code in a worker. One that has not started
     * by then never does: it is dropped where it waits, in this process or in a worker.
     *
     * @param limit the limit, positive
     * @return options with it
     * @see WorkerProcessPoolBuilder#queueTimeout
     */
    public TaskOptions queueTimeout(Duration limit) {
        return new TaskOptions(name, key, positive(limit, "queueTimeout"), taskTimeout, progressTimeout, reruns);
    }

    /**
     * Limits how long the task may run, from the start of its code in the worker. What ends it then is told at {@link
     * WorkerFuture}.
     *
     * @param limit the limit, positive
     * @return options with it
     * @see WorkerProcessPoolBuilder#taskTimeout
     */
    public TaskOptions taskTimeout(Duration limit) {
        return new TaskOptions(name, key, queueTimeout, positive(limit, "taskTimeout"), progressTimeout, reruns);
    }

    /**
     * Limits how long the task may run without {@linkplain TaskContext#progress reporting progress}, from the start of its
     * code or its last report. One that is silent for longer counts as hung, and is ended as by {@link #taskTimeout}.
     *
     * @param limit the limit, positive; reports travel some hundredths of a second apart, so less than 100 ms makes little
     *     sense
     * @return options with it
     * @see WorkerProcessPoolBuilder#progressTimeout
     */
    public TaskOptions progressTimeout(Duration limit) {
        return new TaskOptions(name, key, queueTimeout, taskTimeout, positive(limit, "progressTimeout"), reruns);
    }

    /**
     * Says that the task may run twice without harm. If its worker is lost while it runs, it is run again in another
     * process, at most twice more, after a pause that grows. It is not run again after an exception of its own, nor after
     * a limit or a cancellation has ended it. A pool whose {@linkplain WorkerProcessPoolBuilder#quarantine quarantine}
     * begins with the second death, as by default, does not run it a third time.
     *
     * @return options with it
     */
    public TaskOptions idempotent() {
        return idempotent(DEFAULT_RERUNS);
    }

    /**
     * As {@link #idempotent()}, with another number of runs.
     *
     * @param mostReruns how often it may be run again, 0 to 100; with 0 it is run at most once
     * @return options with it
     */
    public TaskOptions idempotent(int mostReruns) {
        if (mostReruns < 0 || mostReruns > MOST_RERUNS) {
            throw new IllegalArgumentException(
                    "mostReruns must be between 0 and " + MOST_RERUNS + ", but was " + mostReruns);
        }
        return new TaskOptions(name, key, queueTimeout, taskTimeout, progressTimeout, mostReruns);
    }

    /**
     * Sets what the task is known by if it kills its worker: tasks with the same key are taken for the same. By default
     * those are the same whose code and encoded values are.
     *
     * @param newKey the key, visible characters, at most {@value #LONGEST_TEXT}
     * @return options with it
     * @see WorkerProcessPoolBuilder#quarantine
     */
    public TaskOptions key(String newKey) {
        return new TaskOptions(name, checked(newKey, "key"), queueTimeout, taskTimeout, progressTimeout, reruns);
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    String key() {
        return key;
    }

    @Nullable
    Duration queueTimeout() {
        return queueTimeout;
    }

    @Nullable
    Duration taskTimeout() {
        return taskTimeout;
    }

    @Nullable
    Duration progressTimeout() {
        return progressTimeout;
    }

    int reruns() {
        return reruns;
    }

    private static String checked(String text, String what) {
        if (requireNonNull(text, what).isBlank()
                || text.length() > LONGEST_TEXT
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " must be 1 to " + LONGEST_TEXT
                    + " visible characters, but was \"" + text.replaceAll("\\p{Cntrl}", "?") + "\"");
        }
        return text;
    }

    /** The limit as it was given, if it is one. */
    static Duration positive(Duration limit, String what) {
        if (requireNonNull(limit, what).isZero() || limit.isNegative()) {
            throw new IllegalArgumentException(what + " must be positive, but was " + limit);
        }
        return Durations.nanos(limit) > NONE_NANOS ? Duration.ofNanos(NONE_NANOS) : limit;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("TaskOptions[");
        append(text, "name", name);
        append(text, "key", key);
        append(text, "queueTimeout", queueTimeout);
        append(text, "taskTimeout", taskTimeout);
        append(text, "progressTimeout", progressTimeout);
        append(text, "reruns", reruns == 0 ? null : reruns);
        return text.append(']').toString();
    }

    private static void append(StringBuilder text, String what, @Nullable Object value) {
        if (value != null) {
            text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ")
                    .append(what)
                    .append('=')
                    .append(value);
        }
    }
}
