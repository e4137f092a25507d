package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An executor whose workers are child JVMs, reached by pipes.
 * <pre>{@code
 * try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(4).taskTimeout(ofSeconds(30)).start()) {
 *     WorkerFuture<Long> one = pool.submit(() -> sumOfSquares(3_000_000));
 *     System.out.println(one.get());
 * }
 * }</pre>
 *
 * <p><b>What travels.</b> A task goes by reference to its code, which the worker finds on its own class path, with the
 * values that it captured. It is encoded in the thread that submits it, so what cannot travel is refused by {@code submit}
 * itself, with a {@link TaskNotSerializableException} that names the field; values are copied at that moment. A lambda must
 * be compiled as a {@link Task}, {@link Task.Action} or {@link TaskFunction}: the {@code submit} methods of this type and
 * of {@link BulkExecutor} do that, and {@link Task#of} does it where the pool is only known as an {@code ExecutorService}.
 * A worker has its own statics, its own heap, and what the initializer made there.
 *
 * <p><b>When a worker dies</b>, by a crash, an exit, a kill, or for want of memory, the one task whose code had started
 * there fails with {@link WorkerCrashedException} and is never run again, unless it is {@linkplain TaskOptions#idempotent
 * idempotent}; tasks that waited there run elsewhere; another worker takes the place. A task that kills two workers is
 * {@linkplain WorkerProcessPoolBuilder#quarantine refused} from then on. Where no worker can be started five times in a row, the pool gives up: what waits fails with the
 * first cause, and submitting is refused.
 *
 * <p><b>Seeing it.</b> {@link #inspect} describes the pool for people, {@link #metrics} in numbers, {@link #threadDump}
 * says what a worker is doing. A {@link PoolListener}
 * is told what happens. Lines that workers print are labelled with worker and task: {@link
 * WorkerProcessPoolBuilder#onOutput}. A flight recording of this JVM has the events {@code io.github.threeply.WorkerStart},
 * {@code WorkerEnd}, {@code Task} (those that ran 10 ms or longer, unless the recording sets another threshold), {@code
 * TaskRetry}, {@code TaskQuarantine}, {@code BackPressure} and {@code PoolStatistics}.
 *
 * <p><b>States.</b> Running; shut down, which finishes what it has; stopped by {@link #shutdownNow}, which cancels it; or
 * broken, if no worker can be started. Each ends as terminated, when all worker processes have ended.
 * <pre>
 *            shutdown, close             tasks have ended
 *   running -----------------&gt; shut down ------------------+
 *      |                           |                       |
 *      |  shutdownNow              | shutdownNow           v    all worker processes have ended
 *      +---------------------------+-------------------&gt; stops --------------------------------&gt; terminated
 *      |                                                   ^
 *      |  no worker can be started                         |
 *      +---------------------------&gt; broken ---------------+
 * </pre>
 * A worker, as {@link WorkerStatus} shows it:
 * <pre>
 *             ready           gets a task
 *   STARTING -------&gt; IDLE &lt;--------------&gt; BUSY
 *      |  |            ^      has answered    |
 *      |  +--&gt; SPARE --+ when another goes    |  retired, recycled, its task is stopped,
 *      |         |     |                      |  or its process has died
 *      +---------+-----+----------------------+
 *                      v
 *                   ENDING       and another starts in its place, unless the pool shuts down
 * </pre>
 *
 * <p><b>Threads.</b> Any thread may call any method. Each worker runs one task at a time, in a thread that it keeps. In
 * this process all threads of the pool are daemons, and none of them runs code of the user but the dependent actions of
 * futures, see {@link WorkerFuture}. The workers end with this process, even if it is killed.
 *
 * <p><b>Memory consistency effects.</b> As for any executor between submitting and {@code Future.get}, for what is in the
 * task and in its result. Nothing else is shared; {@link io.github.threeply.ipc.shared} is for that.
 */
public final class WorkerProcessPool implements BulkExecutor {
    static final AtomicInteger POOLS = new AtomicInteger();

    private final PoolCore core;
    private final TaskEncoder encoder;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong otherIds = new AtomicLong(); // how many of these are not of submitted tasks
    private final @Nullable TaskTerms defaults;

    WorkerProcessPool(PoolSettings settings) {
        encoder = new TaskEncoder(settings.values());
        defaults = TaskTerms.of(TaskOptions.defaults(), settings.limits(), null);
        core = new PoolCore(
                settings,
                LifeSteps.encode(settings.life(), encoder, settings.values().maxPayload()),
                this::submitted);
        core.start();
    }

    /**
     * Begins a pool.
     *
     * @return a builder with all defaults
     */
    public static WorkerProcessPoolBuilder builder() {
        return new WorkerProcessPoolBuilder();
    }

    PoolCore core() {
        return core;
    }

    TaskEncoder encoder() {
        return encoder;
    }

    /** How many tasks got a number. Costs submissions nothing. */
    private long submitted() {
        while (true) {
            long others = otherIds.get();
            long all = ids.get();
            if (otherIds.get() == others) {
                return all - others;
            }
        }
    }

    /** The first of so many numbers, for what are no tasks of their own. */
    long nextIds(int count) {
        long first = ids.getAndAdd(count) + 1;
        otherIds.addAndGet(count);
        return first;
    }

    /**
     * Returns the name of the pool; its workers are named {@code NAME-worker-1} and so on.
     *
     * @return the name
     */
    public String name() {
        return core.settings().name();
    }

    /**
     * Returns the workers that there are at this moment. One that has just died is missing until its replacement starts.
     *
     * @return a snapshot
     */
    public List<WorkerStatus> workers() {
        return core.placement().status();
    }

    /**
     * Asks one worker what its threads do at this moment: first that of its task, then the others, and a line on the use of
     * its heap. Its task goes on. Nothing waits here; the worker answers within milliseconds if it runs, when its JVM is
     * up if it boots, and not at all if it is frozen: so wait with a limit, or set one with {@link
     * CompletableFuture#orTimeout}. Whoever asks while an answer is under way gets the same one.
     *
     * @param pid the worker's process id, as {@link #workers} tells it
     * @return the future text, whose form may change; it fails with an {@link IllegalStateException} if the worker has
     *     ended, ends before it answers, or was none of this pool. Cancelling it has no effect on the worker
     */
    public CompletableFuture<String> threadDump(long pid) {
        for (WorkerLink link : core.placement().links()) {
            if (link.handle().pid() == pid) {
                return link.askedDump().ask();
            }
        }
        return CompletableFuture.failedFuture(new IllegalStateException(
                "no thread dump: pool " + name() + " has no worker with process id " + pid + " now"));
    }

    /**
     * Returns what the pool has done and is doing, in numbers. Takes some microseconds, and never waits.
     *
     * @return a snapshot
     */
    public PoolMetrics metrics() {
        return core.metrics();
    }

    /**
     * Describes the pool for people: its state, its tasks, what waits, its workers with what they run and for how long,
     * its limits, what went wrong so far. Some lines of text, whose form may change. Takes less than a millisecond or so,
     * never waits, and may be called at any time.
     *
     * @return the text, with a line end after each line
     */
    public String inspect() {
        return new PoolText(core, metrics()).write();
    }

    /**
     * Submits a task. It is encoded now, in this thread.
     *
     * @param task what to do
     * @param <T> the type of the result
     * @return the future result
     * @throws TaskNotSerializableException if the task holds what cannot be serialized
     * @throws PayloadTooLargeException if it is larger than the pool lets through
     * @throws RejectedExecutionException if the pool was shut down, or could not start its workers; {@link
     *     PoolFullException} if it had no room: see {@link Admission}
     */
    @Override
    public <T extends @Nullable Object> WorkerFuture<T> submit(Task<T> task) {
        return send(requireNonNull(task, "task"), null, false, defaults);
    }

    /**
     * Submits a task without a result. It is encoded now, in this thread.
     *
     * @param action what to do
     * @return the future end
     * @throws TaskNotSerializableException if the task holds what cannot be serialized
     * @throws PayloadTooLargeException if it is larger than the pool lets through
     * @throws RejectedExecutionException if the pool was shut down, or could not start its workers; {@link
     *     PoolFullException} if it had no room: see {@link Admission}
     */
    @Override
    public WorkerFuture<?> submit(Task.Action action) {
        return send(requireNonNull(action, "action"), null, false, defaults);
    }

    @Override
    public <T extends @Nullable Object> WorkerFuture<T> submit(Callable<T> task) {
        return send(requireNonNull(task, "task"), null, false, defaults);
    }

    @Override
    public WorkerFuture<?> submit(Runnable task) {
        return send(requireNonNull(task, "task"), null, false, defaults);
    }

    /**
     * As {@link #submit(Task)}, with options.
     *
     * @param task what to do
     * @param options what the task asks of the pool
     * @param <T> the type of the result
     * @return the future result
     * @throws TaskNotSerializableException if the task holds what cannot be serialized
     * @throws PayloadTooLargeException if it is larger than the pool lets through
     * @throws RejectedExecutionException if the pool was shut down, or could not start its workers
     */
    public <T extends @Nullable Object> WorkerFuture<T> submit(Task<T> task, TaskOptions options) {
        return send(requireNonNull(task, "task"), null, false, terms(options));
    }

    /**
     * As {@link #submit(Task.Action)}, with options.
     *
     * @param action what to do
     * @param options what the task asks of the pool
     * @return the future end
     * @throws TaskNotSerializableException if the task holds what cannot be serialized
     * @throws PayloadTooLargeException if it is larger than the pool lets through
     * @throws RejectedExecutionException if the pool was shut down, or could not start its workers
     */
    public WorkerFuture<?> submit(Task.Action action, TaskOptions options) {
        return send(requireNonNull(action, "action"), null, false, terms(options));
    }

    /**
     * As {@link #submit(Callable)}, with options.
     *
     * @param task what to do; a lambda given here is a {@link Task}
     * @param options what the task asks of the pool
     * @param <T> the type of the result
     * @return the future result
     * @throws TaskNotSerializableException if the task holds what cannot be serialized
     * @throws RejectedExecutionException if the pool was shut down, or could not start its workers
     */
    public <T extends @Nullable Object> WorkerFuture<T> submit(Callable<T> task, TaskOptions options) {
        return send(requireNonNull(task, "task"), null, false, terms(options));
    }

    /**
     * As {@link #submit(Runnable)}, with options.
     *
     * @param task what to do; a lambda given here is a {@link Task.Action}
     * @param options what the task asks of the pool
     * @return the future end
     * @throws TaskNotSerializableException if the task holds what cannot be serialized
     * @throws RejectedExecutionException if the pool was shut down, or could not start its workers
     */
    public WorkerFuture<?> submit(Runnable task, TaskOptions options) {
        return send(requireNonNull(task, "task"), null, false, terms(options));
    }

    /** The result stays in this process. */
    @Override
    public <T extends @Nullable Object> WorkerFuture<T> submit(Runnable task, T result) {
        return send(requireNonNull(task, "task"), result, false, defaults);
    }

    /** A failure of the command is logged: nobody else would see it. */
    @Override
    public void execute(Runnable command) {
        var unused = send(requireNonNull(command, "command"), null, true, defaults);
    }

    /**
     * Submits several tasks.
     *
     * @param tasks what to do
     * @param <T> the type of the results
     * @return the future results, in the same order
     * @throws TaskNotSerializableException if one of the tasks cannot be serialized; those before it are cancelled
     * @throws RejectedExecutionException if the pool was shut down; those submitted before are cancelled
     */
    public <T extends @Nullable Object> List<WorkerFuture<T>> submitAll(Collection<? extends Callable<T>> tasks) {
        List<WorkerFuture<T>> futures =
                new ArrayList<>(requireNonNull(tasks, "tasks").size());
        try {
            for (Callable<T> task : tasks) {
                futures.add(send(requireNonNull(task, "task"), null, false, defaults));
            }
        } catch (RuntimeException e) {
            futures.forEach(future -> future.cancel(true));
            throw e;
        }
        return futures;
    }

    private @Nullable TaskTerms terms(TaskOptions options) {
        return TaskTerms.of(requireNonNull(options, "options"), core.settings().limits(), null);
    }

    <T extends @Nullable Object> PoolFuture<T> send(
            Object task, @Nullable Object fixedResult, boolean loud, @Nullable TaskTerms terms) {
        return send(task, fixedResult, loud, terms, Long.MAX_VALUE);
    }

    /** Waits for room as long as the policy says, but no longer than so many nanoseconds. */
    <T extends @Nullable Object> PoolFuture<T> send(
            Object task, @Nullable Object fixedResult, boolean loud, @Nullable TaskTerms terms, long waitNanos) {
        if (core.isShutdown()) {
            throw core.submissions().refuse(task, core.rejection()); // before the work of encoding
        }
        TaskEncoder.Encoded encoded = encoder.task(task);
        core.admit(task, encoded.payload().length, terms, waitNanos);
        PoolFuture<T> future = null;
        boolean added = false;
        try {
            future = new PoolFuture<>(core, ids.incrementAndGet(), task, encoded, fixedResult, loud, terms);
            core.events().queued(future, core.submissions().gate().tasksAtMost());
            core.addUnlessPoison(future);
            added = true;
            return future;
        } finally {
            // No memory, for one: it was counted in, and nobody else would ever count it out.
            if (!added && (future == null || future.takeFromQueue())) {
                core.left(encoded.payload().length, terms);
            }
        }
    }

    /**
     * Applies one function to many arguments: see {@link BulkExecutor#submitEach}. The function is encoded once, now; each
     * argument when it is taken, and each result decoded when it is asked for, in the thread that reads the results. A
     * worker that dies fails the one argument that it had begun; a limit of time counts for each. Where bytes from a worker
     * were damaged on their way ({@link WorkerProtocolException}), all arguments fail with that which may have begun and whose
     * outcomes were not read intact. Of a worker that has given some hundreds of quick answers it is known how far it came;
     * of another it is what was left of the block that it was at.
     *
     * <p><b>Blocks.</b> Arguments travel in blocks of as many as a worker does in about a millisecond, measured as it goes:
     * one by one where each takes that long, up to 2048 where they are trivial. Results come back within about a
     * millisecond, also in the middle of a block; when a worker has nothing to do, it gets a part of a block that turns out
     * long.
     *
     * <p><b>How far ahead.</b> Credits are the limit, and the pool stays below it: of the arguments taken, no more are
     * without an outcome that was read than 16 for each worker, or four blocks for each if that is more, which is 8192 for
     * each worker at most.
     *
     * <p>They are fewer where values are long, so that all of one call's arguments under way and outcomes not read yet have
     * about as many bytes, encoded, as the pool's {@link Admission#maxBytes}; two for each worker are always let in. How long
     * the next outcomes will be is taken from the last ones, so a function whose results become long at once may go beyond
     * that by what was under way then; of the first ones each may be as long as {@link WorkerProcessPoolBuilder#maxPayload}
     * says, so at first only a few arguments are taken.
     *
     * @throws TaskNotSerializableException if the function holds what cannot be serialized
     */
    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> BulkResults<R> submitEach(
            TaskFunction<? super A, ? extends R> function, Iterator<? extends A> arguments, int credits) {
        return sendEach(function, arguments, credits, defaults);
    }

    /**
     * As {@link #submitEach(TaskFunction, Iterator, int)}, with options for each argument's task.
     *
     * @param function what to apply
     * @param arguments the source of arguments
     * @param credits how many arguments may be taken at first, at least 1
     * @param options what each task asks of the pool
     * @param <A> the type of the arguments
     * @param <R> the type of the results
     * @return the results, as they come
     * @throws IllegalArgumentException if {@code credits} is not positive
     * @throws TaskNotSerializableException if the function holds what cannot be serialized
     * @throws RejectedExecutionException if the pool was shut down, or could not start its workers
     */
    public <A extends @Nullable Object, R extends @Nullable Object> BulkResults<R> submitEach(
            TaskFunction<? super A, ? extends R> function,
            Iterator<? extends A> arguments,
            int credits,
            TaskOptions options) {
        return sendEach(function, arguments, credits, terms(options));
    }

    <A extends @Nullable Object, R extends @Nullable Object> BulkResults<R> sendEach(
            TaskFunction<? super A, ? extends R> function,
            Iterator<? extends A> arguments,
            int credits,
            @Nullable TaskTerms terms) {
        requireNonNull(function, "function");
        requireNonNull(arguments, "arguments");
        if (core.isShutdown()) {
            throw core.rejection();
        }
        PoolResults<A, R> results = new PoolResults<>(
                this, encoder.function(function), function.getClass().getPackageName(), arguments, terms);
        results.request(credits);
        return results;
    }

    /**
     * Returns this pool as an executor whose tasks all have the same options: for {@code Tasks.map} and whatever else takes
     * an executor.
     * <pre>{@code
     * BulkExecutor careful = pool.with(TaskOptions.defaults().taskTimeout(ofSeconds(10)).idempotent());
     * try (Results<Page> pages = Tasks.map(careful, Page::load, addresses)) { ... }
     * }</pre>
     *
     * <p>The view has a life of its own: shutting it down or closing it does not end the pool. After {@code shutdown} it
     * takes no more; {@code close} also waits for the tasks that came through it; {@code shutdownNow} cancels those. It need
     * not be closed. When the pool is shut down, so is the view.
     *
     * @param options what each task asks of the pool
     * @return the view; what its {@code submit} returns is a {@link WorkerFuture}
     */
    public BulkExecutor with(TaskOptions options) {
        ViewScope scope = new ViewScope();
        TaskTerms terms =
                TaskTerms.of(requireNonNull(options, "options"), core.settings().limits(), scope);
        return new PoolView(this, scope, requireNonNull(terms));
    }

    /**
     * Returns the tasks that are refused at this moment because they have killed too many workers.
     *
     * @return a snapshot, the one that has been there longest first
     * @see WorkerProcessPoolBuilder#quarantine
     */
    public List<QuarantinedTask> quarantined() {
        return core.quarantine().list();
    }

    /**
     * Forgets the deaths that a task has caused, so that it may run again.
     *
     * @param key what it is known by: {@link QuarantinedTask#key}, {@link PoisonTaskException#key}
     * @return whether it was refused until now
     */
    public boolean release(String key) {
        return core.quarantine().release(requireNonNull(key, "key"));
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return invocations().all(tasks, Long.MAX_VALUE);
    }

    /**
     * As in {@link java.util.concurrent.ExecutorService}: when the time is up, what has not ended is cancelled. A future
     * is done when its cancellation has been decided, so this returns then: at once for tasks that wait, and for one that
     * runs when it has heeded its interrupt, or as soon as the ladder of {@link WorkerFuture} has been climbed, some seconds
     * later. Tasks that found no room in that time were never submitted; their futures are cancelled.
     */
    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return invocations().all(tasks, unit.toNanos(timeout));
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return invocations().any(tasks, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError("292 years have passed", e);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return invocations().any(tasks, unit.toNanos(timeout));
    }

    /** A task for which there was no time: its future is cancelled, and the pool does not count it. */
    <T extends @Nullable Object> PoolFuture<T> neverSent(Object task, @Nullable TaskTerms terms) {
        PoolFuture<T> future = new PoolFuture<>(core, nextIds(1), task, encoder.task(task), null, false, terms);
        future.endUnsent();
        return future;
    }

    private Invocations invocations() {
        return new Invocations(this, defaults, () -> {});
    }

    /** As many as there are workers. */
    @Override
    public int parallelism() {
        return core.settings().workers();
    }

    /**
     * The most that {@link #submitEach} takes ahead of its reader: 8192 arguments for each worker, at most 65536. It takes
     * so many only where they take little; see there.
     */
    @Override
    public int lookAhead() {
        return (int) Math.min((long) BlockFeed.MOST_AHEAD * parallelism(), 1 << 16);
    }

    /** Takes no more tasks; those submitted are done, and then the worker processes end. Does not wait. */
    @Override
    public void shutdown() {
        core.shutdown();
    }

    /**
     * Takes no more tasks and cancels all: those that run as by {@code cancel(true)}, those that wait at once. Does not
     * wait.
     *
     * @return the tasks that had not been sent to a worker. Their futures are cancelled; running one of them does the
     *     task's work in the calling thread
     */
    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> neverStarted = new ArrayList<>();
        for (Job job : core.shutdownNow()) {
            Runnable task = job.asRunnable();
            if (task != null) {
                neverStarted.add(task);
            }
        }
        return neverStarted;
    }

    @Override
    public boolean isShutdown() {
        return core.isShutdown();
    }

    /** True when all tasks have ended and all worker processes too. */
    @Override
    public boolean isTerminated() {
        return core.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return core.awaitTermination(unit.toNanos(timeout));
    }

    @Override
    public void close() {
        shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (core.awaitTermination(Long.MAX_VALUE)) {
                    break;
                }
            } catch (InterruptedException e) {
                if (!interrupted) {
                    shutdownNow();
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "WorkerProcessPool " + name() + " " + workers();
    }
}
