package io.github.threeply.patterns;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to a group: its tasks, until their code has ended, and its child groups, which have members of their own.
 * What is asked of a group is asked of all below it; what happens in one may be what somebody above waits for.
 *
 * <p>It has the lock of the group and shares it with the {@link GroupState}. Locks are taken from a group to its child
 * groups, never the other way.
 */
final class GroupMembers {
    final ReentrantLock lock = new ReentrantLock();

    /** All have ended, or the group has. */
    final Condition changed = lock.newCondition();

    private final GroupState group;
    private final @Nullable GroupMembers above;
    private final ExecutorService executor;
    // Below: under the lock.
    private final Set<Fork<?>> alive = new LinkedHashSet<>(); // those whose code has not ended
    private final Set<GroupMembers> children = new LinkedHashSet<>(); // not closed, or closed with code that runs on

    GroupMembers(GroupState group, ExecutorService executor, @Nullable GroupMembers above) {
        this.group = group;
        this.executor = executor;
        this.above = above;
    }

    /** Under the lock. */
    void add(Fork<?> fork) {
        alive.add(fork);
    }

    /** Under the lock. */
    void add(GroupMembers child) {
        children.add(child);
    }

    /** Under the lock. Returns whether no task is left, here. */
    boolean remove(Fork<?> fork) {
        alive.remove(fork);
        return alive.isEmpty();
    }

    /** Under the lock: how many tasks have not ended, here. */
    int alive() {
        return alive.size();
    }

    /** Under the lock: whether there is neither a task nor a child group. */
    boolean isEmpty() {
        return alive.isEmpty() && children.isEmpty();
    }

    /** What is to be stopped. Collected under the lock, stopped outside. */
    record Doomed(List<Fork<?>> forks, List<GroupState> children) {
        static final Doomed NOTHING = new Doomed(List.of(), List.of());

        void cancel() {
            forks.forEach(Fork::cancelByGroup);
            children.forEach(GroupState::cancel);
        }

        /** All but one, which has ended by itself. */
        void cancelOthersThan(Fork<?> one) {
            List<Fork<?>> others = new ArrayList<>(forks);
            others.remove(one);
            new Doomed(others, children).cancel();
        }
    }

    /** Under the lock: all that are here now. */
    Doomed doom() {
        return new Doomed(
                List.copyOf(alive), children.stream().map(child -> child.group).toList());
    }

    /** Whether no code runs, and none will, unless somebody forks. Here and below. */
    boolean isQuiet() {
        lock.lock();
        try {
            return alive.isEmpty() && children.stream().allMatch(GroupMembers::isQuiet);
        } finally {
            lock.unlock();
        }
    }

    /** The tasks that have not ended, here and below. */
    List<Fork<?>> allAlive() {
        List<Fork<?>> all = new ArrayList<>();
        addAliveTo(all);
        return all;
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

    /** Whether this thread runs a task of this group or of one below. */
    boolean runsHere() {
        lock.lock();
        try {
            return alive.stream().anyMatch(Fork::runsHere) || children.stream().anyMatch(GroupMembers::runsHere);
        } finally {
            lock.unlock();
        }
    }

    /** If the executor has ended, code that has not started never will. Without the lock. */
    void lookAtExecutor() {
        List<Fork<?>> forks;
        List<GroupMembers> below;
        lock.lock();
        try {
            forks = List.copyOf(alive);
            below = List.copyOf(children);
        } finally {
            lock.unlock();
        }
        if (!forks.isEmpty() && executor.isTerminated()) {
            forks.forEach(Fork::executorEnded);
        }
        below.forEach(GroupMembers::lookAtExecutor);
    }

    /** Those above may have waited for this group alone. Without the lock. */
    void tellAbove() {
        GroupMembers next = above;
        if (next == null) {
            return;
        }
        next.lock.lock();
        try {
            if (isClosedAndQuiet()) {
                next.children.remove(this);
            }
            next.changed.signalAll();
        } finally {
            next.lock.unlock();
        }
        next.tellAbove();
    }

    private boolean isClosedAndQuiet() {
        lock.lock();
        try {
            return group.isClosed() && isQuiet();
        } finally {
            lock.unlock();
        }
    }
}
