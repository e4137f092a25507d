package io.github.threeply.core;

import io.github.threeply.core.Deadlock.Kind;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom. It holds the waits that go on, and nothing else: who owns a lock stands in the lock.
 *
 * <p>Everybody writes while a search reads. What makes a circle that a search has put together a real one is this. A
 * wait is an object of its own, so one that is seen twice lasted all the time between. And a thread that waits takes
 * and releases nothing, so an owner that is read between the two looks at the owner's wait owned the lock for all of
 * that wait. A circle is put together first, then all its owners are read, then all its waits are looked at again. If
 * they all still last, there was an instant, the one between, at which each of them waited for a lock that the next one
 * held.
 *
 * <p>The last event of each circle is the beginning of a wait, because a thread owns what it holds before it begins to
 * wait. So it is enough to search once for each wait; and never for the await of a condition, since whoever owns that
 * lock has taken it later.
 */
final class WaitGraph {
    private final Set<LockWait> waits = ConcurrentHashMap.newKeySet();
    private final Runnable onWait;

    /**
     * Makes a graph without waits.
     *
     * @param onWait runs after each beginning of a wait that a search must look at
     */
    WaitGraph(Runnable onWait) {
        this.onWait = onWait;
    }

    LockWait begin(MonitoredLock lock, Kind kind, long limitNanos) {
        LockWait wait = new LockWait(lock, kind, limitNanos);
        waits.add(wait);
        if (kind != Kind.CONDITION) {
            // Pairs with the fence in the watch before it sleeps: either it sees this wait, or we see that it sleeps.
            VarHandle.fullFence();
            onWait.run();
        }
        return wait;
    }

    /** Returns whether the thread is to be thrown out. */
    boolean end(LockWait wait) {
        boolean thrownOut = wait.leave();
        waits.remove(wait);
        Flight.lockWaited(wait.flight);
        return thrownOut;
    }

    /** Describes the waits for people, the longest first. They may be of slightly different moments. */
    String describe() {
        long now = System.nanoTime();
        List<LockWait> all = new ArrayList<>(waits);
        all.sort((a, b) -> Long.compare(now - b.since, now - a.since));
        StringBuilder text = new StringBuilder(all.isEmpty() ? "nobody waits" : all.size() + " waiting");
        for (LockWait wait : all) {
            Thread owner = wait.lock.owner();
            text.append("\n  ")
                    .append(ThreadNames.of(wait.thread))
                    .append(wait.kind == Kind.CONDITION ? " awaits a condition of '" : " waits for '")
                    .append(wait.lock.name)
                    .append("', held by ")
                    .append(owner == null ? "nobody" : ThreadNames.of(owner))
                    .append(", since ")
                    .append(Math.max(0, now - wait.since) / 1_000_000)
                    .append(" ms");
        }
        return text.toString();
    }

    boolean isEmpty() {
        return waits.isEmpty();
    }

    /** Whether a wait goes on that is not marked as checked. */
    boolean hasUnchecked() {
        for (LockWait wait : waits) {
            if (wait.mustBeChecked()) {
                return true;
            }
        }
        return false;
    }

    /** Marks the waits of that age; returns 0 if there were any, else how long to wait until there may be. */
    long nanosToNextCheck(long ageNanos) {
        long now = System.nanoTime();
        long next = ageNanos;
        for (LockWait wait : waits) {
            if (wait.mustBeChecked()) {
                long age = Math.max(0, now - wait.since); // it may have begun after our look at the clock
                wait.checked = age >= ageNanos;
                next = Math.min(next, Math.max(0, ageNanos - age));
            }
        }
        return next;
    }

    /** Returns the circles that there are, each beginning with its youngest wait. */
    List<List<LockWait>> circles() {
        IdentityHashMap<Thread, LockWait> waitOf = new IdentityHashMap<>();
        for (LockWait wait : waits) {
            // A lock that takes another while it is waited for has two waits of one thread: it stands in the later one.
            waitOf.merge(wait.thread, wait, (a, b) -> a.since - b.since > 0 ? a : b);
        }
        List<List<LockWait>> circles = new ArrayList<>();
        IdentityHashMap<LockWait, Integer> walkOf = new IdentityHashMap<>();
        int walk = 0;
        for (LockWait start : waitOf.values()) {
            List<LockWait> path = new ArrayList<>();
            walk++;
            LockWait wait = start;
            while (wait != null && walkOf.putIfAbsent(wait, walk) == null) { // each wait is walked over once
                path.add(wait);
                Thread owner = wait.lock.owner();
                wait = owner == null ? null : waitOf.get(owner);
            }
            if (wait != null && walkOf.getOrDefault(wait, 0) == walk) {
                List<LockWait> circle = fromYoungest(path.subList(path.indexOf(wait), path.size()));
                if (isReal(circle)) {
                    circles.add(circle);
                }
            }
        }
        return circles;
    }

    /** Whether all of the circle lasts at one instant. */
    @SuppressWarnings("ReferenceEquality") // it is the same thread, or another
    static boolean isReal(List<LockWait> circle) {
        if (!lasts(circle)) {
            return false;
        }
        for (int i = 0; i < circle.size(); i++) {
            if (circle.get(i).lock.owner() != next(circle, i).thread) {
                return false;
            }
        }
        return lasts(circle);
    }

    private static boolean lasts(List<LockWait> circle) {
        for (LockWait wait : circle) {
            if (!wait.lasts()) {
                return false;
            }
        }
        return true;
    }

    private static LockWait next(List<LockWait> circle, int index) {
        return circle.get((index + 1) % circle.size());
    }

    private static List<LockWait> fromYoungest(List<LockWait> path) {
        int youngest = 0;
        for (int i = 1; i < path.size(); i++) {
            if (path.get(i).since - path.get(youngest).since > 0) {
                youngest = i;
            }
        }
        List<LockWait> circle = new ArrayList<>(path.subList(youngest, path.size()));
        circle.addAll(path.subList(0, youngest));
        return circle;
    }

    /** The stack without the frames on top in which the lock does its work. */
    private static List<StackTraceElement> fromCaller(StackTraceElement[] stack) {
        List<StackTraceElement> frames = Arrays.asList(stack);
        int first = 0;
        while (first < stack.length && !isOurs(stack[first])) {
            first++;
        }
        while (first < stack.length && isOurs(stack[first])) {
            first++;
        }
        return first < stack.length ? frames.subList(first, stack.length) : frames;
    }

    private static boolean isOurs(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.equals(MonitoredLock.class.getName())
                || type.equals(MonitoredCondition.class.getName())
                || type.startsWith(MonitoredCondition.class.getName() + "$"); // its lambdas
    }

    /** Puts a circle into words; {@code null} if it has dissolved meanwhile. */
    static @Nullable Deadlock describe(List<LockWait> circle, @Nullable LockWait victim) {
        long now = System.nanoTime();
        List<Deadlock.Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < circle.size(); i++) {
            LockWait wait = circle.get(i);
            Throwable takenAt = wait.lock.takenAt();
            waiters.add(new Deadlock.Waiter(
                    ThreadNames.of(wait.thread),
                    wait.thread.getId(),
                    wait.lock.name,
                    ThreadNames.of(next(circle, i).thread),
                    wait.kind,
                    Duration.ofNanos(Math.max(0, now - wait.since)),
                    fromCaller(wait.thread.getStackTrace()),
                    takenAt == null ? List.of() : fromCaller(takenAt.getStackTrace())));
        }
        // The stacks were read one after the other. Only if the circle lasts still are they those of the circle.
        return isReal(circle) ? new Deadlock(waiters, victim == null ? null : ThreadNames.of(victim.thread)) : null;
    }
}
