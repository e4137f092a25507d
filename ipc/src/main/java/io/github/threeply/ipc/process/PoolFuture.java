package io.github.threeply.ipc.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A single task: a job to the pool, a {@link WorkerFuture} to who has submitted it. One object is both, since of a trivial
 * task the most is what its memory costs on its way from one core to another and back.
 */
final class PoolFuture<T extends @Nullable Object> extends Job implements LazyStage<T>, WorkerFuture<T>, Runnable {
    private static final VarHandle DONE;

    static {
        try {
            DONE = MethodHandles.lookup().findVarHandle(PoolFuture.class, "done", CountDownLatch.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final PoolCore pool;
    private final Class<?> type;

    // Until it has ended otherwise than by cancellation: for shutdownNow. Not volatile, which would cost each task a
    // fence:
    // what shutdownNow gives back was never sent, so nobody has changed it since it was made.
    private @Nullable Object task;
    private final @Nullable Object fixedResult;
    private final boolean loud;

    private volatile @Nullable CountDownLatch done; // if somebody waits
    private volatile @Nullable CompletableFuture<T> stage;

    private @Nullable Object outcome; // the result, or what it failed with; written before end, read after
    private volatile @Nullable TaskState end; // once done; a volatile initial value would cost each task a fence

    PoolFuture(
            PoolCore pool,
            long id,
            Object task,
            TaskEncoder.Encoded encoded,
            @Nullable Object fixedResult,
            boolean loud,
            @Nullable TaskTerms terms) {
        super(id, encoded.function(), encoded.payload(), terms);
        this.pool = pool;
        this.type = task.getClass();
        this.task = task;
        this.fixedResult = fixedResult;
        this.loud = loud;
    }

    // The job.

    @Override
    void succeed(@Nullable Object result) {
        outcome = fixedResult != null ? fixedResult : result;
        task = null;
        pool.events().succeeded(this);
        finish(TaskState.SUCCEEDED);
    }

    @Override
    void fail(Throwable cause) {
        outcome = cause;
        task = null;
        pool.events().failed(this, cause);
        finish(TaskState.FAILED);
        if (loud) {
            Logging.taskFailed(id, TaskEncoder.nameOf(type), cause);
        }
    }

    @Override
    void beCancelled(@Nullable Throwable cause) {
        outcome = cause;
        pool.events().cancelled(this);
        finish(TaskState.CANCELLED);
    }

    /** There was no time to submit it, so the pool does not count it. */
    void endUnsent() {
        takeFromQueue();
        task = null;
        end = TaskState.CANCELLED;
    }

    /** Its user has cancelled it before it was sent: what it would have done is nobody's any more. */
    @Override
    void forget() {
        task = null;
    }

    @Override
    String name() {
        return terms == null || terms.name == null ? TaskEncoder.nameOf(type) : terms.name;
    }

    @Override
    Runnable asRunnable() {
        return this;
    }

    @Override
    String resultPackage() {
        return type.getPackageName();
    }

    @Override
    String what() {
        return TaskEncoder.nameOf(type);
    }

    private void finish(TaskState how) {
        end = how;
        // Paired with awaitEnd(), which sets the latch and then looks whether this is done: one sees the other.
        CountDownLatch latch = done;
        if (latch != null) {
            latch.countDown();
        }
        // Paired with stage(), which sets the stage and then looks whether this is done: one of the two completes it.
        CompletableFuture<T> dependent = stage;
        try {
            if (dependent != null) {
                pool.threads().callbacks().execute(() -> complete(dependent));
            }
        } finally {
            pool.left(size, terms); // whatever happens to the callback, or the pool would never end
        }
    }

    // The future.

    @Override
    public CompletableFuture<T> stage() {
        CompletableFuture<T> result = stage;
        if (result == null) {
            synchronized (this) {
                result = stage;
                if (result == null) {
                    result = new CompletableFuture<>();
                    stage = result;
                }
            }
        }
        if (isDone()) {
            complete(result);
        }
        return result;
    }

    private void complete(CompletableFuture<T> dependent) {
        TaskState how = end;
        if (how == TaskState.SUCCEEDED) {
            dependent.complete(result());
        } else if (how == TaskState.CANCELLED) {
            dependent.completeExceptionally(cancellation());
        } else {
            dependent.completeExceptionally(cause());
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the result came from the task, and is as nullable as T
    private T result() {
        return (T) outcome;
    }

    private Throwable cause() {
        return outcome instanceof Throwable cause ? cause : new AssertionError("no outcome");
    }

    private CancellationException cancellation() {
        String threads = threadDump();
        CancellationException failure = new CancellationException(called() + " was cancelled"
                + (threads == null ? "" : "; its worker's threads, when it did not heed that:\n" + threads));
        if (outcome instanceof Throwable thrown) {
            failure.initCause(thrown); // what its code threw when it ended
        }
        return failure;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return pool.cancelling().cancel(this, mayInterruptIfRunning);
    }

    @Override
    public boolean isCancelled() {
        return isDone() && end == TaskState.CANCELLED;
    }

    @Override
    public boolean isDone() {
        return end != null;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            awaitEnd().await();
        }
        return report();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!isDone() && !awaitEnd().await(timeout, unit)) {
            throw new TimeoutException(called() + " is " + taskState() + " after " + timeout + " " + unit);
        }
        return report();
    }

    private CountDownLatch awaitEnd() {
        CountDownLatch latch = done;
        if (latch == null) {
            CountDownLatch mine = new CountDownLatch(1);
            latch = (CountDownLatch) DONE.compareAndExchange(this, null, mine);
            if (latch == null) {
                latch = mine;
            }
        }
        if (isDone()) {
            latch.countDown();
        }
        return latch;
    }

    private T report() throws ExecutionException {
        if (end == TaskState.SUCCEEDED) {
            return result();
        }
        if (end == TaskState.CANCELLED) {
            throw cancellation();
        }
        throw new ExecutionException(cause());
    }

    @Override
    public long taskId() {
        return id;
    }

    @Override
    public TaskState taskState() {
        TaskState how = end;
        return how != null
                ? how
                : switch (stateNow()) {
                    case Job.QUEUED -> TaskState.QUEUED;
                    case Job.SENT -> TaskState.SENT;
                    default -> TaskState.STARTED; // DONE: the outcome is being told
                };
    }

    @Override
    public @Nullable String workerName() {
        WorkerLink link = startedIn();
        return link == null ? null : link.handle().name();
    }

    @Override
    public OptionalLong workerPid() {
        WorkerLink link = startedIn();
        return link == null
                ? OptionalLong.empty()
                : OptionalLong.of(link.handle().pid());
    }

    private @Nullable WorkerLink startedIn() {
        return wasStarted() ? link() : null;
    }

    @Override
    public TaskState reached() {
        if (isDone() && end == TaskState.SUCCEEDED) {
            return end;
        }
        if (wasStarted() || !lost().isEmpty()) {
            return TaskState.STARTED;
        }
        return attempts() > 0 ? TaskState.SENT : TaskState.QUEUED;
    }

    @Override
    public List<WorkerExit> lostRuns() {
        return lost();
    }

    @Override
    public Optional<TaskProgress> progress() {
        TaskFacts facts = factsIfAny();
        return facts == null ? Optional.empty() : Optional.ofNullable(facts.progress);
    }

    /** Runs the task in the calling thread: what shutdownNow gave back can be run so. The future is not changed. */
    @Override
    public void run() {
        Object kept = task;
        if (kept == null) {
            return; // it has run
        }
        try {
            WorkerFunctions.call(kept);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new CompletionException(e);
        }
    }

    @Override
    public String toString() {
        return called() + " (" + TaskEncoder.nameOf(type) + ", " + taskState() + ")";
    }
}
