package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Task;
import io.github.threeply.ipc.internal.OpenResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One child JVM that runs one piece of work, as a thread runs a {@link Runnable}; with a {@link Connection} to it.
 *
 * <pre>{@code
 * try (WorkerProcess adder = WorkerProcess.start("adder", connection -> {
 *     long sum = 0;
 *     for (Long next = connection.receive(Long.class); next != null; next = connection.receive(Long.class)) {
 *         sum += next;
 *     }
 *     connection.send(sum);
 * })) {
 *     for (long n = 1; n <= 100; n++) {
 *         adder.connection().send(n);
 *     }
 *     adder.connection().finish();
 *     Object sum = adder.connection().receive();     // 5050
 *     adder.join();
 * }
 * }</pre>
 *
 * <p><b>States.</b> Running, then ended. It is running when {@code start} returns, although the JVM needs some tens of
 * milliseconds until the work begins. It ends when the work returns (exit code 0), throws (70), or ends the process
 * itself, or when something kills it. {@link #join} and {@link #onExit} tell how: see {@link WorkerExit}.
 *
 * <p><b>The end of this JVM.</b> However it comes, no worker outlives this JVM by more than half a second; this is
 * so for {@code kill -9} on POSIX systems, and for an orderly end everywhere. When this JVM ends in good order, a daemon worker, the default,
 * is killed. One that is not a daemon keeps this JVM alive until it ends, as a thread does; if this JVM is told to end all the same, by
 * {@link System#exit} or a signal, the worker is terminated and killed five seconds later. A worker and
 * what it starts ignore Ctrl-C: that is for their parent to handle.
 *
 * <p><b>Output.</b> What the worker and its children print, to either standard stream, comes line by line to the system logger
 * {@code io.github.threeply.worker}, labelled with name and process id, and the last lines are in {@link #stderrTail}. It cannot
 * harm the connection, which has descriptors of its own, on systems that have {@code /bin/sh}, {@code /proc/self/fd} or {@code
 * /dev/fd}, which is all but Windows. There what Java code prints cannot harm it either, but what native code and children print to
 * descriptor 1 gets into the connection: up to 64 KiB before the worker has sent anything are passed over, and from then on
 * they end it. The worker is killed, and {@link Connection#receive} says that it sent bytes that are not the protocol; in a
 * pool the task that ran fails with {@link WorkerProtocolException}, which shows them. Standard input is empty.
 *
 * <p><b>Class path.</b> The worker has the class path of this JVM, as far as it can be found out: the class path and module path it was started
 * with, and the files of the class loaders, in which build tools keep a program that they run inside themselves. What is inside a jar, as in
 * Spring Boot's, is copied out of it once: see {@link WorkerProcessPoolBuilder#classPath}. Set {@link Builder#classPath}, or the
 * system property {@code threeply.worker.classpath}, where that does not do. Other properties that this JVM heeds: {@code threeply.worker.java}, the
 * command to start; {@code threeply.worker.maxDepth}, how deep workers may start workers of their own (1: not at all); {@code
 * threeply.bootCache}, see {@link BootCache}.
 *
 * <p><b>Modules.</b> Where this library is a named module, on the module path or in a run-time image made by {@code jlink}, and no class
 * path is set, the worker has the same modules as this JVM. Nothing has to be open to this library for that; values and tasks
 * of packages that are not open travel by Java serialization, so records of them have to be {@link java.io.Serializable}.
 *
 * <p><b>Threads.</b> Any thread may call any method.
 */
public final class WorkerProcess implements AutoCloseable {
    private static final long CLOSE_GRACE_MILLIS = 2000;

    private final WorkerHandle handle;
    private final Connection connection;
    private final CompletableFuture<WorkerExit> exit;

    private WorkerProcess(WorkerHandle handle, Connection connection) {
        this.handle = handle;
        this.connection = connection;
        this.exit = handle.onExit();
    }

    /**
     * Starts a worker with all defaults.
     *
     * @param name its name
     * @param body what it runs
     * @return the running worker
     * @throws WorkerStartException if it cannot be started
     * @throws TaskNotSerializableException if the body holds what cannot be serialized; nothing was started
     */
    public static WorkerProcess start(String name, WorkerBody body) {
        return builder(name).start(body);
    }

    /**
     * Starts a worker with all defaults, for work that needs no connection.
     *
     * @param name its name
     * @param action what it runs
     * @return the running worker
     * @throws WorkerStartException if it cannot be started
     * @throws TaskNotSerializableException if the action holds what cannot be serialized; nothing was started
     */
    public static WorkerProcess start(String name, Task.Action action) {
        return builder(name).start(action);
    }

    /**
     * Begins the options of a worker.
     *
     * @param name its name: in messages, in logs, in thread names of this JVM
     * @return the options
     * @throws IllegalArgumentException if the name is blank or has control characters
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Returns the name of the worker in which this is called, be it a {@code WorkerProcess} or one of a pool.
     *
     * @return the name, or empty where this process is not a worker
     */
    public static Optional<String> currentName() {
        return Optional.ofNullable(System.getProperty(WorkerMain.NAME_PROPERTY));
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public String name() {
        return handle.name();
    }

    /**
     * Returns the process id.
     *
     * @return the process id, also after the end
     */
    public long pid() {
        return handle.pid();
    }

    /**
     * Tells whether the worker is killed when this JVM ends.
     *
     * @return whether it is a daemon
     */
    public boolean isDaemon() {
        return handle.isDaemon();
    }

    /**
     * Tells whether the worker runs.
     *
     * @return false from when {@link #exit} is there
     */
    public boolean isAlive() {
        return !exit.isDone();
    }

    /**
     * Returns this side of the connection to the worker.
     *
     * @return the connection, always the same
     */
    public Connection connection() {
        return connection;
    }

    /**
     * Waits for the end.
     *
     * @return how it ended
     * @throws InterruptedException if interrupted while waiting; the worker lives on
     */
    public WorkerExit join() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the end of a worker never fails", e);
        }
    }

    /**
     * Waits for the end for a limited time.
     *
     * @param limit how long to wait at most
     * @return whether the worker has ended
     * @throws InterruptedException if interrupted while waiting; the worker lives on
     */
    public boolean join(Duration limit) throws InterruptedException {
        try {
            exit.get(Math.max(0, Durations.nanos(limit)), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("the end of a worker never fails", e);
        }
    }

    /**
     * Returns the exit code.
     *
     * @return the code, or empty while the worker runs
     */
    public OptionalInt exitCode() {
        WorkerExit end = exit.getNow(null);
        return end == null ? OptionalInt.empty() : OptionalInt.of(end.code());
    }

    /**
     * Returns how the worker ended.
     *
     * @return the end, or empty while it runs
     */
    public Optional<WorkerExit> exit() {
        return Optional.ofNullable(exit.getNow(null));
    }

    /**
     * Returns a future that completes when the process is gone and its output was read. It never fails. Completing or
     * cancelling it does nothing to the worker.
     *
     * @return a new future
     */
    public CompletableFuture<WorkerExit> onExit() {
        return exit.copy();
    }

    /**
     * Returns the last lines that the worker printed, at most 200 lines or 64 Ki characters. What it prints to the
     * standard output is among them: in a worker both go the same way.
     *
     * @return the lines, oldest first, without labels
     */
    public List<String> stderrTail() {
        return handle.stderrTail();
    }

    /** Asks the process to end, as SIGTERM does: its shutdown hooks run. Returns at once. */
    public void terminate() {
        handle.terminate();
    }

    /** Kills the process and all that it has started. Returns at once. */
    public void kill() {
        handle.kill();
    }

    /**
     * Ends the worker if it still runs: closes the connection, {@linkplain #terminate terminates} the worker, and
     * {@linkplain #kill kills} it if it has not ended after two seconds. Waits for its end. Call {@link #join} before to
     * let it finish its work. If interrupted while it waits, it kills at once and returns with the interrupt status set.
     * Closing twice has no effect.
     */
    @Override
    public void close() {
        connection.abandon();
        if (!isAlive()) {
            return;
        }
        terminate();
        try {
            if (!join(Duration.ofMillis(CLOSE_GRACE_MILLIS))) {
                kill();
                join(Duration.ofMillis(CLOSE_GRACE_MILLIS)); // but for a process that the system cannot end now
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns name and process id.
     *
     * @return for example {@code adder (pid 4711)}
     */
    @Override
    public String toString() {
        return handle.toString();
    }

    private static WorkerProcess start(Builder options, Object body) {
        ConnectedLaunch launch = new ConnectedLaunch(body, options.allowed, options.maxMessageBytes, options.codecs);
        WorkerHandle handle = launch.start(options.spec);
        OpenResources.Entry open =
                OpenResources.opened(OpenResources.Kind.WORKER, handle.name(), () -> "process id " + handle.pid());
        var unused = handle.onExit().thenRun(open::closed);
        return new WorkerProcess(handle, launch.connect(handle));
    }

    /** The options of a worker. For one thread; each {@code start} starts one worker. */
    public static final class Builder {
        private static final int MOST_MESSAGE_BYTES = 1 << 30;

        private final WorkerSpec.Builder spec;
        private final List<String> jvmArguments = new ArrayList<>();
        private final Set<String> allowed = new LinkedHashSet<>();
        private final Set<String> codecs = new LinkedHashSet<>();
        private int maxMessageBytes = 64 << 20;

        private Builder(String name) {
            spec = WorkerSpec.builder(name, ConnectionEntry.class);
        }

        /**
         * Sets whether the worker is killed when this JVM ends; one that is not a daemon keeps it alive. True by default.
         *
         * @param on whether it is a daemon
         * @return this
         */
        public Builder daemon(boolean on) {
            spec.daemon(on);
            return this;
        }

        /**
         * Adds arguments for the worker's JVM, such as {@code -XX:+UseSerialGC}. They come after those of this library, so
         * they win. None by default.
         *
         * @param arguments the arguments
         * @return this
         */
        public Builder jvmArguments(String... arguments) {
            jvmArguments.addAll(List.of(arguments));
            spec.jvmArguments(jvmArguments);
            return this;
        }

        /**
         * Sets the largest heap of the worker. By default what a JVM takes, mostly a quarter of the memory.
         *
         * @param bytes the heap in bytes, at least 2 MiB
         * @return this
         */
        public Builder maxHeapBytes(long bytes) {
            if (bytes < 2 << 20) {
                throw new IllegalArgumentException("maxHeapBytes must be at least " + (2 << 20) + ", but was " + bytes);
            }
            return jvmArguments("-Xmx" + bytes);
        }

        /**
         * Sets the class path of the worker. By default it is found out.
         *
         * @param path files and folders; it must have this library too
         * @return this
         */
        public Builder classPath(List<Path> path) {
            spec.classPath(requireNonNull(path, "path"));
            return this;
        }

        /**
         * Adds variables to the worker's environment, which is that of this process.
         *
         * @param variables names and values
         * @return this
         */
        public Builder environment(Map<String, String> variables) {
            spec.environment(variables);
            return this;
        }

        /**
         * Sets where the worker finds what makes its start faster. By default {@link BootCache#auto}.
         *
         * @param cache where, or {@link BootCache#off}
         * @return this
         */
        public Builder bootCache(BootCache cache) {
            spec.bootCache(requireNonNull(cache, "cache"));
            return this;
        }

        /**
         * Sets how deep workers may be nested. By default the system property {@code threeply.worker.maxDepth}, else 1:
         * workers start no workers.
         *
         * @param depth at least 1
         * @return this
         */
        public Builder maxDepth(int depth) {
            if (depth < 1) {
                throw new IllegalArgumentException("maxDepth must be at least 1, but was " + depth);
            }
            spec.maxDepth(depth);
            return this;
        }

        /**
         * Allows classes in messages from the worker, besides common value classes of the JDK and the package of the body.
         *
         * @param names names of classes, or of packages with all below them
         * @return this
         */
        public Builder allow(String... names) {
            allowed.addAll(List.of(names));
            return this;
        }

        /**
         * Adds a codec: the user's own way to encode the values of some classes, in both directions. Where several handle
         * a class the first is taken. Messages of such a class from the worker must still be {@linkplain #allow allowed}.
         * None by default.
         *
         * @param codec its class: public, with a public constructor without parameters
         * @return this
         * @throws IllegalArgumentException if the class is not so, or there are too many
         */
        public Builder codec(Class<? extends PayloadCodec> codec) {
            Codecs.add(codec, codecs);
            return this;
        }

        /**
         * Sets the largest message, in bytes as it is on the wire. 64 MiB by default.
         *
         * @param bytes the limit, from 1 KiB to 1 GiB
         * @return this
         */
        public Builder maxMessageBytes(int bytes) {
            if (bytes < 1024 || bytes > MOST_MESSAGE_BYTES) {
                throw new IllegalArgumentException(
                        "maxMessageBytes must be between 1024 and " + MOST_MESSAGE_BYTES + ", but was " + bytes);
            }
            maxMessageBytes = bytes;
            return this;
        }

        /**
         * Sets what gets each line that the worker prints, instead of the system logger. It is called on a thread of the
         * worker's own; while it does not return, a worker that prints much has to wait.
         *
         * @param sink gets the line without label and line end
         * @return this
         */
        public Builder onOutput(Consumer<String> sink) {
            spec.output(requireNonNull(sink, "sink"));
            return this;
        }

        /** Forbids the system's shell, for tests of systems that have none. */
        Builder withoutShell() {
            spec.withoutShell();
            return this;
        }

        /**
         * Starts the worker.
         *
         * @param body what it runs
         * @return the running worker
         * @throws WorkerStartException if it cannot be started
         * @throws TaskNotSerializableException if the body holds what cannot be serialized; nothing was started
         */
        public WorkerProcess start(WorkerBody body) {
            return WorkerProcess.start(this, requireNonNull(body, "body"));
        }

        /**
         * Starts the worker, for work that needs no connection.
         *
         * @param action what it runs
         * @return the running worker
         * @throws WorkerStartException if it cannot be started
         * @throws TaskNotSerializableException if the action holds what cannot be serialized; nothing was started
         */
        public WorkerProcess start(Task.Action action) {
            return WorkerProcess.start(this, requireNonNull(action, "action"));
        }
    }
}
