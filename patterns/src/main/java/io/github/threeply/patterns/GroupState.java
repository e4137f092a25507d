package io.github.threeply.patterns;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TaskGroup} does, under one lock: it takes tasks, waits for them, and ends. Who belongs to it, its
 * {@link GroupMembers} know; whether and why it has ended, its {@link GroupEnd} knows.
 *
 * <p>Locks are taken from a group to its child groups, never the other way; nothing is cancelled or run under a lock.
 */
final class GroupState {
    final TaskGroupBuilder settings;
    private final @Nullable GroupState parent;
    private final GroupDeadline deadline;

    private final GroupMembers members;
    private final ReentrantLock lock; // the members'
    private final Condition changed; // all have ended, or the group has
    private final Condition place; // one has ended, or the group has
    // Below: under the lock.
    private final GroupEnd end;
    private int forked;

    GroupState(TaskGroupBuilder settings, @Nullable GroupState parent) {
        this.settings = settings;
        this.parent = parent;
        this.deadline = GroupDeadline.of(settings.limitNanos, parent == null ? null : parent.deadline);
        this.members = new GroupMembers(this, settings.executor, parent == null ? null : parent.members);
        this.lock = members.lock;
        this.changed = members.changed;
        this.place = lock.newCondition();
        this.end = new GroupEnd(settings.title(), deadline.limit(), settings.grace);
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
            end.refuseUnlessOpen();
            members.add(child.members);
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
            end.refuseUnlessOpen();
            if (members.alive() >= settings.limit && !awaitPlace(waitNanos)) {
                return null;
            }
            fork = Fork.of(this, forked++, name, wrapped, settings.executor);
            members.add(fork);
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
        if (waitNanos > 0 && members.runsHere()) {
            throw new RejectedExecutionException(this + ": all " + settings.limit + " places are taken, and a task"
                    + " cannot wait for a place in its own group: all that hold one may do that; let it use tryFork,"
                    + " or a child group");
        }
        long begin = System.nanoTime();
        while (members.alive() >= settings.limit) {
            long left = waitNanos - (System.nanoTime() - begin);
            if (left <= 0) {
                return false;
            }
            place.awaitNanos(Math.min(left, Bulk.LOOK.toNanos()));
            if (members.alive() >= settings.limit) {
                lock.unlock();
                try {
                    expireIfDue();
                    members.lookAtExecutor();
                } finally {
                    lock.lock();
                }
            }
            end.refuseUnlessOpen();
        }
        return true;
    }

    boolean join(long waitNanos) throws ExecutionException, InterruptedException {
        refuseOwnTask();
        long begin = System.nanoTime();
        // Not once: the wait may be over because of the grace time, and a close may have begun that anew meanwhile.
        while (!await(waitNanos - (System.nanoTime() - begin))) {
            lock.lock();
            try {
                if (end.isThere() && !members.isQuiet() && end.sinceNanos() >= settings.graceNanos()) {
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
            end.throwIfThere();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no task is alive; once the group has ended, only for the grace time. */
    private boolean await(long waitNanos) throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            expireIfDue();
            lock.lock();
            try {
                if (members.isQuiet()) {
                    return true;
                }
                long now = System.nanoTime();
                long left = waitNanos - (now - begin);
                if (end.isThere()) {
                    left = Math.min(left, settings.graceNanos() - end.sinceNanos());
                }
                if (left <= 0) {
                    return false;
                }
                // After the deadline deadline.leftNanos() is below zero, but then the group has ended.
                long untilDeadline = end.isThere() ? Long.MAX_VALUE : deadline.leftNanos();
                changed.awaitNanos(Math.min(Math.min(left, untilDeadline), Bulk.LOOK.toNanos()));
            } finally {
                lock.unlock();
            }
            members.lookAtExecutor();
        }
    }

    private GroupMembers.Doomed beginEnd() {
        changed.signalAll(); // from now on the grace time counts
        place.signalAll();
        return members.doom();
    }

    void cancel() {
        GroupMembers.Doomed doomed = GroupMembers.Doomed.NOTHING;
        lock.lock();
        try {
            if (!end.isThere() && !end.isClosed()) {
                end.cancel();
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
        GroupMembers.Doomed doomed;
        lock.lock();
        try {
            if (end.isThere() || end.isClosed()) {
                return;
            }
            doomed = beginEnd();
            end.expire(members.allAlive());
        } finally {
            lock.unlock();
        }
        doomed.children().forEach(GroupState::expire);
        doomed.cancel();
    }

    void close() {
        refuseOwnTask();
        GroupMembers.Doomed doomed = GroupMembers.Doomed.NOTHING;
        lock.lock();
        try {
            end.close();
            place.signalAll();
            if (!members.isEmpty()) { // a child without tasks may get one in this moment
                end.cancel();
                doomed = beginEnd();
            }
        } finally {
            lock.unlock();
        }
        doomed.cancel();
        boolean ended = Waits.uninterruptibly(() -> await(Long.MAX_VALUE));
        deadline.silence();
        members.tellAbove();
        lock.lock();
        try {
            if (!ended && !members.isQuiet()) { // the last may have ended since
                throw stillRunning();
            }
            end.throwIfUntold();
        } finally {
            lock.unlock();
        }
    }

    private TasksStillRunningException stillRunning() {
        return end.stillRunning(members.allAlive().stream().map(Fork::describe).toList());
    }

    private void refuseOwnTask() {
        if (members.runsHere()) {
            throw new IllegalStateException("a task cannot wait for its own group: it would wait for itself");
        }
    }

    /** The first failure ends the group. Called before the failed task's future shows it. */
    void failed(Fork<?> fork, Throwable thrown) {
        GroupMembers.Doomed doomed;
        lock.lock();
        try {
            if (end.isThere()) {
                end.suppress(thrown);
                return;
            }
            end.fail(fork, thrown);
            doomed = beginEnd();
        } finally {
            lock.unlock();
        }
        doomed.cancelOthersThan(fork);
    }

    /** What code threw whose future was cancelled before. Told together with the group's failure, if there is one. */
    void failedAfterCancel(Throwable thrown) {
        lock.lock();
        try {
            end.suppress(thrown);
        } finally {
            lock.unlock();
        }
    }

    /** The code of the task has ended: only now its place is free. */
    void ended(Fork<?> fork) {
        boolean quiet;
        lock.lock();
        try {
            quiet = members.remove(fork);
            place.signal();
            if (quiet) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (quiet) {
            members.tellAbove();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return end.isClosed();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody has seen the failure in the task's future. */
    void told(Fork<?> fork) {
        lock.lock();
        try {
            end.told(fork);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            String name = settings.name == null ? "" : "'" + settings.name + "' ";
            return "TaskGroup[" + name + end + ", " + members.alive() + " of " + forked + " tasks have not ended]";
        } finally {
            lock.unlock();
        }
    }
}
