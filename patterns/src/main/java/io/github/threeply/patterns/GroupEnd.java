package io.github.threeply.patterns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Whether and why a {@link TaskGroup} has ended, and whether somebody has been told of it. All of it is under the lock of
 * the group.
 *
 * <p>The first of a failure, a cancellation and the deadline ends a group. A close that finds tasks cancels them, even
 * when the group has ended before.
 */
final class GroupEnd {
    private final String title;
    private final Duration limit;
    private final Duration grace;
    private final List<Throwable> suppressed = new ArrayList<>();
    private boolean cancelled;
    private boolean closed;
    private @Nullable Throwable failure;
    private @Nullable Fork<?> firstFailed;
    private @Nullable List<Fork<?>> cutOff; // what had not ended at the deadline; null before
    private boolean told;
    private long atNanos; // when it failed or expired, or was cancelled or closed with tasks alive

    /**
     * Not yet.
     *
     * @param title what messages call the group
     * @param limit its whole time
     * @param grace how long cancelled tasks may take to end
     */
    GroupEnd(String title, Duration limit, Duration grace) {
        this.title = title;
        this.limit = limit;
        this.grace = grace;
    }

    boolean isThere() {
        return failure != null || cancelled || cutOff != null;
    }

    boolean isClosed() {
        return closed;
    }

    void refuseUnlessOpen() {
        if (failure != null) {
            throw new RejectedExecutionException(title + " takes no more tasks: one has failed: " + failure, failure);
        }
        if (cutOff != null || cancelled || closed) {
            String why = closed ? "it was closed" : cutOff != null ? "its deadline is over" : "it was cancelled";
            throw new RejectedExecutionException(title + " takes no more tasks: " + why);
        }
    }

    void cancel() {
        cancelled = true;
        atNanos = System.nanoTime();
    }

    void close() {
        closed = true;
    }

    /** At the deadline, with what has not ended. */
    void expire(List<Fork<?>> alive) {
        cutOff = alive;
        atNanos = System.nanoTime();
    }

    void fail(Fork<?> fork, Throwable thrown) {
        failure = thrown;
        firstFailed = fork;
        atNanos = System.nanoTime();
    }

    /** What was thrown after the end, or after its own future was cancelled. Told together with the failure, if any. */
    void suppress(Throwable thrown) {
        @Nullable Throwable real = thrown instanceof CancellationException ? thrown.getCause() : thrown;
        // It may be known: a future can be cancelled between its failure being noted here and being shown there.
        if (real != null
                && !real.equals(failure)
                && !Interruptions.isInterruption(real)
                && !suppressed.contains(real)) {
            suppressed.add(real);
        }
    }

    /** For how long. Call it only when {@link #isThere it is there}. */
    long sinceNanos() {
        return System.nanoTime() - atNanos;
    }

    /** Somebody has seen the failure in the task's future. */
    void told(Fork<?> fork) {
        told |= fork.equals(firstFailed);
    }

    /** For a join: throws whatever has ended the group. */
    void throwIfThere() throws ExecutionException {
        if (failure != null) {
            told = true;
            throw Bulk.withSuppressed(new ExecutionException(failure), suppressed);
        }
        throwIfCutOff();
        if (cancelled) {
            throw Bulk.withSuppressed(new CancellationException(title + " was cancelled"), suppressed);
        }
    }

    /** For a close: throws what nobody has been told. */
    void throwIfUntold() {
        if (told) {
            return;
        }
        if (failure != null) {
            told = true;
            throw Bulk.withSuppressed(
                    new TaskFailedException("a task of " + title + " has failed: " + failure, failure), suppressed);
        }
        throwIfCutOff();
    }

    private void throwIfCutOff() {
        List<String> notDone = namesCutOff();
        if (!notDone.isEmpty()) {
            told = true;
            throw Bulk.withSuppressed(new TasksTimedOutException(limit, notDone), suppressed);
        }
    }

    /** When the grace time is over. */
    TasksStillRunningException stillRunning(List<String> names) {
        told = true;
        List<String> notDone = namesCutOff();
        @Nullable
        Throwable why =
                failure != null ? failure : notDone.isEmpty() ? null : new TasksTimedOutException(limit, notDone);
        return Bulk.withSuppressed(new TasksStillRunningException(names, grace, why), suppressed);
    }

    /** Those that the deadline has really cut off: one may have ended in the same moment. */
    private List<String> namesCutOff() {
        return cutOff == null
                ? List.of()
                : cutOff.stream().filter(Fork::isCancelled).map(Fork::label).toList();
    }

    @Override
    public String toString() {
        return failure != null
                ? "failed"
                : cutOff != null ? "timed out" : closed ? "closed" : cancelled ? "cancelled" : "open";
    }
}
