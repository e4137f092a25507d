package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TaskGroup} knows, under one lock: who has not ended, and whether and why the group has.
 *
 * <p>Locks are taken from a group to its child groups, never the other way; nothing is cancelled or run under a lock.
 */
final class GroupState {
    final TaskGroupBuilder settings;
    private final @Nullable GroupState parent;
    private final GroupDeadline deadline;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition(); // all have ended, or the group has
    private final Condition place = lock.newCondition(); // one has ended, or the group has
    // Below: under the lock.
    private final Set<Fork<?>> alive = new LinkedHashSet<>(); // those whose code has not ended
    private final Set<GroupState> children = new LinkedHashSet<>(); // not closed, or closed with code that runs on
    private final List<Throwable> suppressed = new ArrayList<>();
    private int forked;
    private boolean cancelled;
    private boolean closed;
    private @Nullable Throwable failure;
    private @Nullable Fork<?> firstFailed;
    private @Nullable List<Fork<?>> cutOff; // what had not ended at the deadline; null before
    private boolean told;
    private long endedAtNanos; // when it failed or expired, or was cancelled or closed with tasks alive

    GroupState(TaskGroupBuilder settings, @Nullable GroupState parent) {
        this.settings = settings;
        this.parent = parent;
        this.deadline = GroupDeadline.of(settings.limitNanos, parent == null ? null : parent.deadline);
    }

    /** To be called once, before anybody else has the group. */
    void open() {
        if (parent != null) {
            parent.adopt(this);
        }
        deadline.ringFor(this::expire);
    }

    /** How much time is left; {@code Long.MAX_VALUE} if there is no deadline, less than 0 after it. */
    long leftNanos() {
        return deadline.leftNanos();
    }

    private void adopt(GroupState child) {
        expireIfDue();
        lock.lock();
        try {
            refuseUnlessOpen();
            children.add(child);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts a task when there is a place for it.
     *
     * @return its future, or null if no place has become free in time
     */
    <T extends @Nullable Object> @Nullable Fork<T> fork(@Nullable String name, Callable<T> task, long waitNanos)
            throws InterruptedException {
        Callable<T> wrapped = settings.wrap(task);
        expireIfDue();
        Fork<T> fork;
        lock.lock();
        try {
            refuseUnlessOpen();
            if (alive.size() >= settings.limit && !awaitPlace(waitNanos)) {
                return null;
            }
            fork = Fork.of(this, forked++, name, wrapped, settings.executor);
            alive.add(fork);
        } finally {
            lock.unlock();
        }
        try {
            fork.launch();
        } catch (Throwable e) {
            ended(fork);
            throw e;
        }
        return fork;
    }

    private boolean awaitPlace(long waitNanos) throws InterruptedException {
        if (waitNanos > 0 && runsHere()) {
            throw new RejectedExecutionException(this + ": all " + settings.limit + " places are taken, and a task"
                    + " cannot wait for a place in its own group: all that hold one may do that; let it use tryFork,"
                    + " or a child group");
        }
        long begin = System.nanoTime();
        while (alive.size() >= settings.limit) {
            long left = waitNanos - (System.nanoTime() - begin);
            if (left <= 0) {
                return false;
            }
            place.awaitNanos(Math.min(left, Bulk.LOOK.toNanos()));
            if (alive.size() >= settings.limit) {
                lock.unlock();
                try {
                    expireIfDue();
                    lookAtExecutor();
                } finally {
                    lock.lock();
                }
            }
            refuseUnlessOpen();
        }
        return true;
    }

    private void refuseUnlessOpen() {
        if (failure != null) {
            throw new RejectedExecutionException(
                    settings.title() + " takes no more tasks: one has failed: " + failure, failure);
        }
        if (cutOff != null || cancelled || closed) {
            String why = closed ? "it was closed" : cutOff != null ? "its deadline is over" : "it was cancelled";
            throw new RejectedExecutionException(settings.title() + " takes no more tasks: " + why);
        }
    }

    boolean join(long waitNanos) throws ExecutionException, InterruptedException {
        refuseOwnTask();
        long begin = System.nanoTime();
        // Not once: the wait may be over because of the grace time, and a close may have begun that anew meanwhile.
        while (!await(waitNanos - (System.nanoTime() - begin))) {
            lock.lock();
            try {
                if (hasEnded() && !isQuiet() && System.nanoTime() - endedAtNanos >= settings.graceNanos()) {
                    throw stillRunning();
                }
            } finally {
                lock.unlock();
            }
            if (System.nanoTime() - begin >= waitNanos) {
                return false;
            }
        }
        lock.lock();
        try {
            if (failure != null) {
                told = true;
                throw Bulk.withSuppressed(new ExecutionException(failure), suppressed);
            }
            throwIfCutOff();
            if (cancelled) {
                throw Bulk.withSuppressed(new CancellationException(settings.title() + " was cancelled"), suppressed);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void throwIfCutOff() {
        List<String> notDone = namesCutOff();
        if (!notDone.isEmpty()) {
            told = true;
            throw Bulk.withSuppressed(timedOut(notDone), suppressed);
        }
    }

    private TasksTimedOutException timedOut(List<String> notDone) {
        return new TasksTimedOutException(deadline.limit(), notDone);
    }

    /** Those that the deadline has really cut off: one may have ended in the same moment. */
    private List<String> namesCutOff() {
        return cutOff == null
                ? List.of()
                : cutOff.stream().filter(Fork::isCancelled).map(Fork::label).toList();
    }

    /** Waits until no task is alive; once the group has ended, only for the grace time. */
    private boolean await(long waitNanos) throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            expireIfDue();
            lock.lock();
            try {
                if (isQuiet()) {
                    return true;
                }
                long now = System.nanoTime();
                long left = waitNanos - (now - begin);
                if (hasEnded()) {
                    left = Math.min(left, settings.graceNanos() - (now - endedAtNanos));
                }
                if (left <= 0) {
                    return false;
                }
                // After the deadline deadline.leftNanos() is below zero, but then the group has ended.
                long untilDeadline = hasEnded() ? Long.MAX_VALUE : deadline.leftNanos();
                changed.awaitNanos(Math.min(Math.min(left, untilDeadline), Bulk.LOOK.toNanos()));
            } finally {
                lock.unlock();
            }
            lookAtExecutor();
        }
    }

    /** If the executor has ended, code that has not started never will. */
    private void lookAtExecutor() {
        List<Fork<?>> forks;
        List<GroupState> below;
        lock.lock();
        try {
            forks = List.copyOf(alive);
            below = List.copyOf(children);
        } finally {
            lock.unlock();
        }
        if (!forks.isEmpty() && settings.executor.isTerminated()) {
            forks.forEach(Fork::executorEnded);
        }
        below.forEach(GroupState::lookAtExecutor);
    }

    private boolean hasEnded() {
        return failure != null || cancelled || cutOff != null;
    }

    /** Whether no code runs, and none will, unless somebody forks. Here and in the child groups. */
    private boolean isQuiet() {
        lock.lock();
        try {
            return alive.isEmpty() && children.stream().allMatch(GroupState::isQuiet);
        } finally {
            lock.unlock();
        }
    }

    /** What is to be stopped. Collected under the lock, stopped outside. */
    private record Doomed(List<Fork<?>> forks, List<GroupState> children) {
        static final Doomed NOTHING = new Doomed(List.of(), List.of());

        void cancel() {
            forks.forEach(Fork::cancelByGroup);
            children.forEach(GroupState::cancel);
        }
    }

    private Doomed beginEnd() {
        endedAtNanos = System.nanoTime();
        changed.signalAll(); // from now on the grace time counts
        place.signalAll();
        return new Doomed(List.copyOf(alive), List.copyOf(children));
    }

    void cancel() {
        Doomed doomed = Doomed.NOTHING;
        lock.lock();
        try {
            if (!hasEnded() && !closed) {
                cancelled = true;
                doomed = beginEnd();
            }
        } finally {
            lock.unlock();
        }
        doomed.cancel();
    }

    private void expireIfDue() {
        if (deadline.leftNanos() <= 0) {
            if (parent != null) {
                parent.expireIfDue(); // first, so that it knows what of ours was cut off
            }
            expire();
        }
    }

    /** The deadline is over, here or in the parent. */
    private void expire() {
        Doomed doomed;
        lock.lock();
        try {
            if (hasEnded() || closed) {
                return;
            }
            doomed = beginEnd();
            cutOff = new ArrayList<>(doomed.forks());
            children.forEach(child -> child.addAliveTo(requireNonNull(cutOff)));
        } finally {
            lock.unlock();
        }
        doomed.children().forEach(GroupState::expire);
        doomed.cancel();
    }

    private void addAliveTo(List<Fork<?>> all) {
        lock.lock();
        try {
            all.addAll(alive);
            children.forEach(child -> child.addAliveTo(all));
        } finally {
            lock.unlock();
        }
    }

    void close() {
        refuseOwnTask();
        Doomed doomed = Doomed.NOTHING;
        lock.lock();
        try {
            closed = true;
            place.signalAll();
            if (!alive.isEmpty() || !children.isEmpty()) { // a child without tasks may get one in this moment
                cancelled = true;
                doomed = beginEnd();
            }
        } finally {
            lock.unlock();
        }
        doomed.cancel();
        boolean ended = Waits.uninterruptibly(() -> await(Long.MAX_VALUE));
        deadline.silence();
        tellParent();
        lock.lock();
        try {
            if (!ended && !isQuiet()) { // the last may have ended since
                throw stillRunning();
            }
            if (failure != null && !told) {
                told = true;
                throw Bulk.withSuppressed(
                        new TaskFailedException("a task of " + settings.title() + " has failed: " + failure, failure),
                        suppressed);
            }
            if (!told) {
                throwIfCutOff();
            }
        } finally {
            lock.unlock();
        }
    }

    private TasksStillRunningException stillRunning() {
        told = true;
        List<Fork<?>> running = new ArrayList<>();
        addAliveTo(running);
        List<String> notDone = namesCutOff();
        @Nullable Throwable why = failure != null ? failure : notDone.isEmpty() ? null : timedOut(notDone);
        List<String> names = running.stream().map(Fork::describe).toList();
        return Bulk.withSuppressed(new TasksStillRunningException(names, settings.grace, why), suppressed);
    }

    private void refuseOwnTask() {
        if (runsHere()) {
            throw new IllegalStateException("a task cannot wait for its own group: it would wait for itself");
        }
    }

    /** Whether this thread runs a task of this group or of one below. */
    private boolean runsHere() {
        lock.lock();
        try {
            return alive.stream().anyMatch(Fork::runsHere) || children.stream().anyMatch(GroupState::runsHere);
        } finally {
            lock.unlock();
        }
    }

    /** The first failure ends the group. Called before the failed task's future shows it. */
    void failed(Fork<?> fork, Throwable thrown) {
        Doomed doomed;
        lock.lock();
        try {
            if (hasEnded()) {
                suppress(thrown);
                return;
            }
            failure = thrown;
            firstFailed = fork;
            doomed = beginEnd();
        } finally {
            lock.unlock();
        }
        List<Fork<?>> siblings = new ArrayList<>(doomed.forks());
        siblings.remove(fork);
        new Doomed(siblings, doomed.children()).cancel();
    }

    /** What code threw whose future was cancelled before. Told together with the group's failure, if there is one. */
    void failedAfterCancel(Throwable thrown) {
        lock.lock();
        try {
            suppress(thrown);
        } finally {
            lock.unlock();
        }
    }

    private void suppress(Throwable thrown) {
        @Nullable Throwable real = thrown instanceof CancellationException ? thrown.getCause() : thrown;
        // It may be known: a future can be cancelled between its failure being noted here and being shown there.
        if (real != null
                && !real.equals(failure)
                && !Interruptions.isInterruption(real)
                && !suppressed.contains(real)) {
            suppressed.add(real);
        }
    }

    /** The code of the task has ended: only now its place is free. */
    void ended(Fork<?> fork) {
        boolean quiet;
        lock.lock();
        try {
            alive.remove(fork);
            place.signal();
            quiet = alive.isEmpty();
            if (quiet) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (quiet) {
            tellParent();
        }
    }

    /** Those above may have waited for this group alone. */
    private void tellParent() {
        GroupState above = parent;
        if (above == null) {
            return;
        }
        above.lock.lock();
        try {
            if (isClosedAndQuiet()) {
                above.children.remove(this);
            }
            above.changed.signalAll();
        } finally {
            above.lock.unlock();
        }
        above.tellParent();
    }

    private boolean isClosedAndQuiet() {
        lock.lock();
        try {
            return closed && isQuiet();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody has seen the failure in the task's future. */
    void told(Fork<?> fork) {
        lock.lock();
        try {
            told |= fork.equals(firstFailed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            String state = failure != null
                    ? "failed"
                    : cutOff != null ? "timed out" : closed ? "closed" : cancelled ? "cancelled" : "open";
            String name = settings.name == null ? "" : "'" + settings.name + "' ";
            return "TaskGroup[" + name + state + ", " + alive.size() + " of " + forked + " tasks have not ended]";
        } finally {
            lock.unlock();
        }
    }
}
