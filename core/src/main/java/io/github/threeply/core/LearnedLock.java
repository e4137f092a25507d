package io.github.threeply.core;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A lock of {@link LockOrder}, with the locks that were waited for while it was held. */
@SuppressWarnings("ReferenceEquality") // orders are learned within the very same maker
final class LearnedLock extends OrderedLock {
    private static final int FIRST_PRUNING = 16;

    private final LockOrder order;

    /** This lock, for the edges that lead to it: they do not keep it alive. A reference is equal to itself alone. */
    private final WeakReference<LearnedLock> self = new WeakReference<>(this);

    /**
     * Edges to the locks that come after this one, with where that was learned. Read by all, added to under the lock.
     */
    private final Map<WeakReference<LearnedLock>, Throwable> after = new ConcurrentHashMap<>(2);

    private int nextPruning = FIRST_PRUNING; // guarded by order.graph

    LearnedLock(LockOrder order, String name, Lock target) {
        super(name, target);
        this.order = order;
    }

    @Override
    void checkOrder(@Nullable Object[] held, int count, int heldBefore) {
        for (int i = 0; i < count; i++) {
            // An edge, once seen, was added under the lock before its thread waited; nothing else is read with it.
            if (held[i] instanceof LearnedLock before
                    && before != this
                    && before.order == order
                    && !before.after.containsKey(self)) {
                learn(before);
            }
        }
    }

    private void learn(LearnedLock before) {
        LockOrderException circle;
        order.graph.lock();
        try {
            if (before.after.containsKey(self)) {
                return;
            }
            List<LearnedLock> path = path(this, before);
            circle = path.isEmpty() ? null : circle(path);
            if (circle == null || !order.isStrict()) {
                before.addAfter(this);
            }
        } finally {
            order.graph.unlock();
        }
        if (circle != null) {
            order.found(circle);
        }
    }

    /** For tests: how many edges it has, dead ones included. */
    int edges() {
        return after.size();
    }

    private void addAfter(LearnedLock next) {
        if (after.size() >= nextPruning) { // each entry is looked at a constant number of times
            after.keySet().removeIf(reference -> reference.refersTo(null));
            nextPruning = Math.max(FIRST_PRUNING, 2 * after.size());
        }
        after.put(
                next.self,
                new Throwable("'" + next.name + "' was taken while '" + name + "' was held, by "
                        + ThreadNames.of(Thread.currentThread())));
    }

    /** The shortest way from one lock to the other along the edges, both included; empty if there is none. */
    private static List<LearnedLock> path(LearnedLock from, LearnedLock to) {
        Map<LearnedLock, LearnedLock> cameFrom = new HashMap<>(); // locks are equal to themselves alone
        cameFrom.put(from, from);
        Deque<LearnedLock> next = new ArrayDeque<>(List.of(from));
        for (LearnedLock lock = next.poll(); lock != null; lock = next.poll()) {
            if (lock == to) {
                List<LearnedLock> path = new ArrayList<>(List.of(to));
                for (LearnedLock step = to; step != from; ) {
                    step = cameFrom.getOrDefault(step, from);
                    path.add(step);
                }
                Collections.reverse(path);
                return path;
            }
            for (WeakReference<LearnedLock> reference : lock.after.keySet()) {
                LearnedLock follower = reference.get();
                if (follower != null && cameFrom.putIfAbsent(follower, lock) == null) {
                    next.add(follower);
                }
            }
        }
        return List.of();
    }

    private LockOrderException circle(List<LearnedLock> path) {
        LearnedLock before = path.get(path.size() - 1);
        StringBuilder message = new StringBuilder("'" + name + "' is asked for by ")
                .append(ThreadNames.of(Thread.currentThread()))
                .append(", which holds '")
                .append(before.name)
                .append("', but elsewhere the order is ");
        List<Throwable> learned = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            message.append(i == 0 ? "'" : ", then '").append(path.get(i).name).append('\'');
            Throwable edge = i == 0 ? null : path.get(i - 1).after.get(path.get(i).self);
            if (edge != null) {
                learned.add(edge);
            }
        }
        message.append("; two threads that do both can wait for each other for ever; take them in one order");
        LockOrderException circle = new LockOrderException(message.toString(), name, List.of(before.name));
        learned.forEach(circle::addSuppressed); // the stack traces of the other order
        return circle;
    }
}
