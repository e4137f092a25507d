package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the options of a {@link WorkerProcessPool}. Each has a default. For one thread. */
public final class WorkerProcessPoolBuilder {
    private static final Duration SHORTEST_ANSWER = Duration.ofMillis(100);

    private int workers = Runtime.getRuntime().availableProcessors();
    private @Nullable Duration queueTimeout;
    private @Nullable Duration taskTimeout;
    private @Nullable Duration progressTimeout;
    private Duration answerLimit = Duration.ofSeconds(5);
    private int quarantineDeaths = 2;
    private Duration quarantineTtl = Duration.ofMinutes(10);
    private Duration cancelGrace = Duration.ofSeconds(2);
    private Duration bootLimit = Duration.ofSeconds(30);
    private @Nullable String name;
    private List<String> jvmArguments = List.of();
    private @Nullable List<Path> classPath;
    private Task.@Nullable Action initializer;
    private final List<LifeSteps.State> states = new ArrayList<>();
    private Task.@Nullable Action closer;
    private Duration closeLimit = Duration.ofSeconds(5);
    private int spares;
    private int maxTasks;
    private @Nullable Duration maxAge;
    private @Nullable Duration maxIdle;
    private int keepIdle;
    private long maxMemory;
    private long killMemory;
    private long heapBytes;
    private int processors;
    private boolean shareMachine;
    private int maxDepth = WorkerDepth.maximum();
    private int maxPayload = 64 << 20;
    private Duration rebuildLimit = Duration.ofSeconds(60);
    private final Set<String> allowed = new LinkedHashSet<>();
    private @Nullable PoolListener listener;
    private Admission admission = Admission.block();
    private @Nullable Consumer<? super OutputLine> output;
    private final Set<String> codecs = new LinkedHashSet<>();
    private Class<? extends WorkerEntry> entry = PoolWorkerEntry.class;
    private BootCache bootCache = BootCache.auto();
    private boolean background;
    private Duration killGrace = Duration.ofSeconds(1);

    WorkerProcessPoolBuilder() {}

    /**
     * Sets how many worker processes there are. By default as many as this JVM has processors.
     *
     * @param count how many, at least 1
     * @return this
     */
    public WorkerProcessPoolBuilder workers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("workers must be at least 1, but was " + count);
        }
        workers = count;
        return this;
    }

    /**
     * Sets how long one task may run, counted from its start in the worker. One that runs longer is interrupted; if it goes
     * on, its process is asked to end after the {@link #cancelGrace}, and killed a second later, with all processes that
     * it has started; the future fails with {@link TaskTimeoutException}. By default there is no limit.
     *
     * @param limit the limit, positive
     * @return this
     * @see TaskOptions#taskTimeout
     */
    public WorkerProcessPoolBuilder taskTimeout(Duration limit) {
        taskTimeout = positive(limit, "taskTimeout");
        return this;
    }

    /**
     * Sets how long one task may wait from submitting it to the start of its code in a worker. One that has not started by
     * then never does, and fails with {@link TaskTimeoutException}. By default there is no limit.
     *
     * @param limit the limit, positive
     * @return this
     * @see TaskOptions#queueTimeout
     */
    public WorkerProcessPoolBuilder queueTimeout(Duration limit) {
        queueTimeout = positive(limit, "queueTimeout");
        return this;
    }

    /**
     * Sets how long one task may run without a {@linkplain TaskContext#progress report of its progress}. One that is silent
     * for longer is ended as by {@link #taskTimeout}. By default there is no limit.
     *
     * @param limit the limit, positive
     * @return this
     * @see TaskOptions#progressTimeout
     */
    public WorkerProcessPoolBuilder progressTimeout(Duration limit) {
        progressTimeout = positive(limit, "progressTimeout");
        return this;
    }

    /**
     * Sets how long a worker may be silent when it should say something: when it was sent a task and has not begun it, or
     * when it was told to drop one. It is asked after half that time, and killed as frozen if it does not answer in the
     * other half. Tasks that it had not started go to other workers; one that it ran, if there was one, fails. A worker
     * that owes no answer is never suspected, however long its task runs. 5 seconds by default.
     *
     * @param limit the limit, at least 100 milliseconds
     * @return this
     */
    public WorkerProcessPoolBuilder answerLimit(Duration limit) {
        if (requireNonNull(limit, "limit").compareTo(SHORTEST_ANSWER) < 0) {
            throw new IllegalArgumentException(
                    "answerLimit must be at least " + SHORTEST_ANSWER + ", but was " + limit);
        }
        answerLimit = limit;
        return this;
    }

    /**
     * Sets when a task is kept out because it kills its workers. If so many workers died while they ran the same task, one
     * with the same {@linkplain TaskOptions#key key}, it fails with {@link PoisonTaskException} and is refused for a while,
     * submitted anew or waiting in the queue. A worker that the pool itself ended, because of a limit or a cancellation for
     * example, is not counted; and an answer of the task clears what was counted before. 2 deaths and 10 minutes by
     * default.
     *
     * @param deaths how many, at least 1
     * @param time how long it is refused, and how long a death is counted, positive
     * @return this
     * @see WorkerProcessPool#quarantined
     */
    public WorkerProcessPoolBuilder quarantine(int deaths, Duration time) {
        if (deaths < 1) {
            throw new IllegalArgumentException("deaths must be at least 1, but was " + deaths);
        }
        quarantineTtl = positive(time, "time");
        quarantineDeaths = deaths;
        return this;
    }

    /**
     * Keeps no task out, however many workers it kills.
     *
     * @return this
     */
    public WorkerProcessPoolBuilder noQuarantine() {
        quarantineDeaths = 0;
        return this;
    }

    /**
     * Sets how long a task has to end after it was interrupted, by a cancellation or by its time limit. 2 seconds by
     * default.
     *
     * @param grace how long, not negative
     * @return this
     */
    public WorkerProcessPoolBuilder cancelGrace(Duration grace) {
        if (requireNonNull(grace, "grace").isNegative()) {
            throw new IllegalArgumentException("cancelGrace must not be negative, but was " + grace);
        }
        cancelGrace = grace;
        return this;
    }

    /**
     * Sets how long a worker may take until it is ready for tasks, its initializer included. 30 seconds by default.
     *
     * @param limit how long, positive
     * @return this
     */
    public WorkerProcessPoolBuilder bootLimit(Duration limit) {
        bootLimit = positive(limit, "bootLimit");
        return this;
    }

    /**
     * Sets the name of the pool: its workers are called {@code NAME-worker-1} and so on, its threads likewise. By default
     * {@code threeply-pool-} and a number.
     *
     * @param poolName the name, visible characters
     * @return this
     */
    public WorkerProcessPoolBuilder name(String poolName) {
        name = WorkerSpec.Builder.checkedName(poolName);
        return this;
    }

    /**
     * Sets arguments for the workers' JVMs, such as {@code -Xmx256m}. None by default.
     *
     * @param arguments the arguments
     * @return this
     */
    public WorkerProcessPoolBuilder jvmArguments(String... arguments) {
        jvmArguments = List.of(arguments);
        return this;
    }

    /**
     * Sets the workers' class path. By default it is found out from this JVM's: the class path and module path that it was
     * started with, and the files of the context class loader of the thread that starts the pool, of this library's, and of
     * those around them.
     *
     * <p>So a pool needs nothing said in a program started by {@code -cp} or {@code -jar}, also as one jar with everything
     * in it; from a module path, or a run-time image of {@code jlink}, whose workers have the same modules; and from a jar
     * with jars inside, as Spring Boot makes them. What is inside such a jar is copied to the directory for temporary files
     * (system property {@code java.io.tmpdir}), once, when the first worker is started, and deleted when this JVM ends; so
     * it takes its size there, and workers start without {@linkplain #bootCache boot cache}. An application that was unpacked
     * before its start needs neither. If this JVM is killed while no worker runs, the copies stay.
     *
     * <p>Classes that exist in memory only are on no class path. A task that needs one fails with {@link
     * ValueNotRebuiltException}; what was written in JShell is refused at once, with a {@link TaskNotSerializableException}:
     * there, tasks have to be objects of classes that were compiled to files.
     *
     * @param path the files and folders
     * @return this
     */
    public WorkerProcessPoolBuilder classPath(List<Path> path) {
        classPath = List.copyOf(path);
        return this;
    }

    /**
     * Sets what each new worker runs before its first task. If it fails the worker counts as not started, with a {@link
     * WorkerInitException}. Nothing by default.
     *
     * @param action what to run
     * @return this
     */
    public WorkerProcessPoolBuilder initializer(Task.Action action) {
        initializer = requireNonNull(action, "action");
        return this;
    }

    /**
     * Has each worker make an object before its first task, which the tasks there reach by {@link WorkerContext#state}:
     * a connection, an index, a cache. It is made after the {@link #initializer}; several states in the order of the calls.
     * If making it fails the worker counts as not started, with a {@link WorkerInitException}. A state that is {@link
     * AutoCloseable} is closed when the worker ends in good order: see {@link #closer}.
     *
     * @param type the type by which the tasks ask for it, which is not given twice
     * @param make makes it, in the worker; never {@code null}
     * @param <S> the type
     * @return this
     */
    public <S> WorkerProcessPoolBuilder state(Class<S> type, Task<? extends S> make) {
        return addState(type, make, null);
    }

    /**
     * As {@link #state(Class, Task)}, with what ends the state when the worker ends in good order.
     *
     * @param type the type by which the tasks ask for it, which is not given twice
     * @param make makes it, in the worker; never {@code null}
     * @param close ends it, in the worker
     * @param <S> the type
     * @return this
     */
    public <S> WorkerProcessPoolBuilder state(Class<S> type, Task<? extends S> make, StateCloser<? super S> close) {
        return addState(type, make, requireNonNull(close, "close"));
    }

    private WorkerProcessPoolBuilder addState(Class<?> type, Task<?> make, @Nullable StateCloser<?> close) {
        requireNonNull(make, "make");
        if (type.isPrimitive()) {
            throw new IllegalArgumentException("a state is an object, but its type was " + type);
        }
        for (LifeSteps.State each : states) {
            if (each.type().equals(type)) {
                throw new IllegalArgumentException("there is a state of the type " + type.getName() + " already");
            }
        }
        states.add(new LifeSteps.State(type, make, close));
        return this;
    }

    /**
     * Sets what each worker runs after its last task, when it ends in good order: when the pool has ended, or when the
     * pool replaces it as planned. Then the states are closed, the last one first. All of this runs in the thread that
     * ran the tasks, may take as long as {@link #closeLimit} says, and if it fails the parent logs that. A worker that is
     * killed, or dies, runs none of it. Nothing by default.
     *
     * @param action what to run
     * @return this
     */
    public WorkerProcessPoolBuilder closer(Task.Action action) {
        closer = requireNonNull(action, "action");
        return this;
    }

    /**
     * Sets how long the {@link #closer} and the closing of the states may take together; a worker that takes longer is
     * killed. 5 seconds by default.
     *
     * @param limit how long, positive
     * @return this
     */
    public WorkerProcessPoolBuilder closeLimit(Duration limit) {
        closeLimit = positive(limit, "closeLimit");
        return this;
    }

    /**
     * Sets how large a task, an argument or a result may be when encoded. 64 MiB by default.
     *
     * @param bytes how many bytes, 1 KiB to 1 GiB
     * @return this
     */
    public WorkerProcessPoolBuilder maxPayload(int bytes) {
        if (bytes < 1024 || bytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "maxPayload must be between 1024 and " + (1 << 30) + " bytes, but was " + bytes);
        }
        maxPayload = bytes;
        return this;
    }

    /**
     * Sets how long it may take to make one result or exception an object again. A class whose {@code readObject} never
     * returns, or a set whose elements all have one hash, would else block a worker's place for ever. When the time is up
     * the task fails with {@link ValueNotRebuiltException} and its worker is replaced, as if it had crashed; the thread
     * that is stuck in that class cannot be stopped and lives on. Results of a bulk are rebuilt by the thread that reads
     * them, and have no limit. 60 seconds by default.
     *
     * @param limit how long, positive
     * @return this
     */
    public WorkerProcessPoolBuilder rebuildLimit(Duration limit) {
        rebuildLimit = positive(limit, "rebuildLimit");
        return this;
    }

    /**
     * Adds to the classes that results and exceptions may be of. Always allowed are the JDK's plain values and
     * collections, its exceptions, and the package of the task whose result it is.
     *
     * @param classesOrPackages names of classes, with the classes inside them, or of packages, with those below them
     * @return this
     */
    public WorkerProcessPoolBuilder allow(String... classesOrPackages) {
        for (String each : classesOrPackages) {
            if (each.isBlank() || each.endsWith(".") || each.indexOf('*') >= 0) {
                throw new IllegalArgumentException(
                        "allow takes names such as com.example or com.example.Order, but was \"" + each + "\"");
            }
            allowed.add(each);
        }
        return this;
    }

    /**
     * Adds to the classes that results and exceptions may be of.
     *
     * @param classes the classes, with those inside them
     * @return this
     */
    public WorkerProcessPoolBuilder allow(Class<?>... classes) {
        for (Class<?> each : classes) {
            allowed.add(each.getName());
        }
        return this;
    }

    /**
     * Sets who is told what happens to workers and tasks. Nobody by default, which costs nothing.
     *
     * @param poolListener the listener, called on a thread of its own
     * @return this
     */
    public WorkerProcessPoolBuilder listener(PoolListener poolListener) {
        listener = requireNonNull(poolListener, "poolListener");
        return this;
    }

    /**
     * Keeps so many workers ready besides those that get tasks: booted, initialized, warmed up. When a worker dies, hangs,
     * or is replaced, a spare takes its place at once, and another spare boots behind it. A spare costs the memory of an
     * idle worker. 0 by default.
     *
     * @param count how many, not negative
     * @return this
     */
    public WorkerProcessPoolBuilder spares(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("spares must not be negative, but was " + count);
        }
        spares = count;
        return this;
    }

    /**
     * Sets how many tasks the pool takes in, and what a submission does that finds no room. By default it waits; the limits
     * are far away: see {@link Admission}.
     *
     * @param howMany the limits and the policy
     * @return this
     */
    public WorkerProcessPoolBuilder admission(Admission howMany) {
        admission = requireNonNull(howMany, "howMany");
        return this;
    }

    /**
     * Replaces a worker when it has run so many tasks, against what tasks leave behind. Each argument of a bulk counts. It
     * is a limit that is kept; so that workers are not all replaced at once each gets a limit of its own, which from 10 on
     * is up to a tenth lower. By default there is no limit.
     *
     * <p>A worker that is replaced as planned gets no more tasks, gives those back that it has not begun, ends the one that
     * runs, does what is to be done at its end (see {@link #closer}) and exits; no task is lost or run twice. Another is
     * started before that, so that it is ready in time if it boots fast enough; so there is for a while one process
     * more than workers, unless there are {@link #spares}.
     *
     * @param count how many tasks, at least 1
     * @return this
     */
    public WorkerProcessPoolBuilder maxTasksPerWorker(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("maxTasksPerWorker must be at least 1, but was " + count);
        }
        maxTasks = count;
        return this;
    }

    /**
     * Replaces a worker when it is so old, as {@link #maxTasksPerWorker} says, as soon as another is ready in its place
     * and its running task has ended. Each worker has an age of its own at which it is replaced, up to a tenth lower. By
     * default there is no limit.
     *
     * @param limit the age, counted from when it was ready; positive
     * @return this
     */
    public WorkerProcessPoolBuilder maxWorkerAge(Duration limit) {
        maxAge = positive(limit, "maxWorkerAge");
        return this;
    }

    /**
     * Ends a worker that has had nothing to do for so long, while there are more than {@code keep}. It is started again
     * when a task waits and no worker is idle. By default workers stay, however idle.
     *
     * @param limit how long, positive
     * @param keep how many workers stay, however idle; 0 or more
     * @return this
     */
    public WorkerProcessPoolBuilder maxWorkerIdle(Duration limit, int keep) {
        if (keep < 0) {
            throw new IllegalArgumentException("maxWorkerIdle must keep 0 workers or more, but keep was " + keep);
        }
        maxIdle = positive(limit, "maxWorkerIdle");
        keepIdle = keep;
        return this;
    }

    /**
     * Replaces a worker whose process uses more memory than this, as {@link #maxTasksPerWorker} says, between two tasks,
     * as soon as another is ready in its place. Each worker has a limit of its own, up to a tenth lower. What counts
     * is the memory that the system holds for the process, without the files that it maps; it is looked at once a second
     * while the worker has work. A JVM gives little of its heap back: set the heap ({@link #heapPerWorker}) well below
     * this, or each worker reaches it in time. By default there is no limit. On systems other than Linux it has no effect.
     *
     * @param bytes how much, positive
     * @return this
     */
    public WorkerProcessPoolBuilder maxWorkerMemory(long bytes) {
        return maxWorkerMemory(bytes, Long.MAX_VALUE);
    }

    /**
     * As {@link #maxWorkerMemory(long)}, with a second limit at which the worker is killed, with the task that runs there,
     * which fails with a {@link WorkerCrashedException} that says so.
     *
     * @param bytes above this it is replaced; positive
     * @param killBytes above this it is killed; more than {@code bytes}
     * @return this
     */
    public WorkerProcessPoolBuilder maxWorkerMemory(long bytes, long killBytes) {
        if (bytes < 1 || killBytes <= bytes) {
            throw new IllegalArgumentException("maxWorkerMemory must be positive, and less than the memory at which a"
                    + " worker is killed, but was " + bytes + " and " + killBytes);
        }
        maxMemory = bytes;
        killMemory = killBytes;
        return this;
    }

    /**
     * Sets the largest heap of each worker, as {@code -Xmx} does. A pool whose heaps together are more than the memory
     * that there is starts with a warning. By default it is the JVM's: a quarter of the memory for each.
     *
     * @param bytes how much, at least 2 MiB and less than the memory of the machine or container
     * @return this
     */
    public WorkerProcessPoolBuilder heapPerWorker(long bytes) {
        if (bytes < 2 << 20) {
            throw new IllegalArgumentException("heapPerWorker must be at least 2 MiB, but was " + bytes + " bytes");
        }
        heapBytes = bytes;
        return this;
    }

    /**
     * Sets how many processors each worker's JVM reckons with, as {@code -XX:ActiveProcessorCount} does: for the threads of
     * its collector and its compilers, and what the tasks' code makes of {@code availableProcessors()}. With 1 the JVM
     * chooses another collector. By default all.
     *
     * @param count how many, at least 1
     * @return this
     */
    public WorkerProcessPoolBuilder processorsPerWorker(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("processorsPerWorker must be at least 1, but was " + count);
        }
        processors = count;
        return this;
    }

    /**
     * Divides the machine, or the container, between the workers and spares: three quarters of the memory for all their
     * heaps, and the processors, but at least 2 for each. {@link #heapPerWorker}, {@link #processorsPerWorker} and the
     * {@link #jvmArguments} win. By default each worker takes what a JVM takes: less heap than this process has would make
     * tasks fail there that run here.
     *
     * @return this
     */
    public WorkerProcessPoolBuilder shareMachine() {
        shareMachine = true;
        return this;
    }

    /**
     * Sets how deep workers may be nested: with 1 a worker cannot start workers itself, and a pool in a worker is refused
     * at its start. By default 1, or what the system property {@code threeply.worker.maxDepth} says. The workers of this
     * pool get it as that property.
     *
     * @param depth how deep, at least 1
     * @return this
     */
    public WorkerProcessPoolBuilder maxDepth(int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("maxDepth must be at least 1, but was " + depth);
        }
        maxDepth = depth;
        return this;
    }

    /**
     * Sets what gets each line that a worker prints, on either standard stream. It is called on a thread of the worker's
     * own, of several workers at the same time; while it does not return, a worker that prints much has to wait. What it
     * throws is counted, and logged once.
     *
     * <p>By default the lines go to the system logger {@code io.github.threeply.worker} as INFO, labelled with worker and
     * task, a thousand in a second for each worker at most; that others were left out is logged, and {@link
     * PoolMetrics#output} counts them.
     *
     * @param sink gets the lines
     * @return this
     */
    public WorkerProcessPoolBuilder onOutput(Consumer<? super OutputLine> sink) {
        output = requireNonNull(sink, "sink");
        return this;
    }

    /**
     * Sets where the workers find what makes their start faster. By default {@link BootCache#auto}.
     *
     * @param cache where, or {@link BootCache#off}
     * @return this
     */
    public WorkerProcessPoolBuilder bootCache(BootCache cache) {
        bootCache = requireNonNull(cache, "cache");
        return this;
    }

    /** For the making of boot caches: workers of low priority, which have a long time to end, and whose output is not shown. */
    WorkerProcessPoolBuilder inBackground() {
        background = true;
        killGrace = Duration.ofMinutes(1);
        return this;
    }

    /** How long after it was asked to end a process is killed. For tests of who ends it, which no slow machine may decide. */
    WorkerProcessPoolBuilder killGrace(Duration grace) {
        killGrace = grace;
        return this;
    }

    /**
     * Adds a codec: the user's own way to encode the values of some classes, in both directions. Where several handle a
     * class the first is taken. Results of such a class must still be {@linkplain #allow allowed}. None by default.
     *
     * @param codec its class: public, with a public constructor without parameters
     * @return this
     * @throws IllegalArgumentException if the class is not so, or there are too many
     */
    public WorkerProcessPoolBuilder codec(Class<? extends PayloadCodec> codec) {
        Codecs.add(codec, codecs);
        return this;
    }

    /** For tests: another program for the workers. */
    WorkerProcessPoolBuilder entry(Class<? extends WorkerEntry> other) {
        entry = other;
        return this;
    }

    /**
     * Starts the pool and returns at once: workers boot while tasks are already submitted.
     *
     * @return the pool
     * @throws TaskNotSerializableException if the initializer, a state's maker or a closer cannot be serialized
     * @throws WorkerStartException if this process is a worker itself, and as deep as {@link #maxDepth} allows
     * @throws IllegalArgumentException if a worker's heap is set to more than the memory that there is
     */
    public WorkerProcessPool start() {
        PoolSettings settings = settings();
        WorkerDepth.check(settings.name(), maxDepth);
        String warning = settings.boot().shares().check(settings.name(), settings.workersAndSpares(), jvmArguments);
        if (warning != null) {
            Logging.warn(warning);
        }
        return new WorkerProcessPool(settings);
    }

    private static Duration positive(Duration duration, String what) {
        return TaskOptions.positive(duration, what);
    }

    private PoolSettings settings() {
        String given = name;
        ClassLoader codeLoader = WorkerClassPath.ofThisThread();
        return new PoolSettings(
                given != null ? given : "threeply-pool-" + WorkerProcessPool.POOLS.incrementAndGet(),
                workers,
                new PoolSettings.Limits(
                        queueTimeout,
                        taskTimeout,
                        progressTimeout,
                        Math.min(Durations.nanos(answerLimit), TaskOptions.NONE_NANOS / 8),
                        Math.min(Durations.nanos(cancelGrace), Long.MAX_VALUE / 4),
                        killGrace.toNanos()),
                new PoolSettings.Poison(quarantineDeaths, quarantineTtl),
                new PoolSettings.Boot(
                        bootLimit,
                        jvmArguments,
                        classPath,
                        codeLoader,
                        entry,
                        new Shares(heapBytes, processors, shareMachine),
                        maxDepth,
                        bootCache,
                        background),
                new PoolSettings.Life(
                        initializer,
                        List.copyOf(states),
                        closer,
                        closeLimit,
                        spares,
                        new Recycling.Rules(
                                maxTasks,
                                Recycling.nanos(maxAge),
                                Recycling.nanos(maxIdle),
                                keepIdle,
                                maxMemory,
                                killMemory)),
                new PoolSettings.Values(
                        maxPayload,
                        Set.copyOf(allowed),
                        codeLoader,
                        new Codecs(List.copyOf(codecs), codeLoader),
                        rebuildLimit),
                new PoolSettings.Seeing(listener, admission, output));
    }
}
