package io.github.threeply.patterns;

import io.github.threeply.core.Threads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When the time of a group is over, and the alarm that then rings. A child group inherits an earlier one. */
final class GroupDeadline {
    private static final ThreadFactory ALARMS = Threads.daemon("task-group-deadline-");

    private final long beginNanos;
    private final long limitNanos; // of time, from then on; MAX_VALUE for none
    private final @Nullable CompletableFuture<Boolean> alarm;

    private GroupDeadline(long beginNanos, long limitNanos, boolean inherited) {
        this.beginNanos = beginNanos;
        this.limitNanos = limitNanos;
        // The clock of a parent rings for its children too.
        this.alarm = inherited || limitNanos == Long.MAX_VALUE ? null : new CompletableFuture<>();
    }

    /** So much time from now on, or the parent's if that is over first. */
    static GroupDeadline of(long limitNanos, @Nullable GroupDeadline parent) {
        if (parent != null && parent.leftNanos() <= limitNanos) {
            return new GroupDeadline(parent.beginNanos, parent.limitNanos, true);
        }
        return new GroupDeadline(System.nanoTime(), limitNanos, false);
    }

    /** How much time is left; {@code Long.MAX_VALUE} if there is no deadline, less than 0 after it. */
    long leftNanos() {
        return limitNanos == Long.MAX_VALUE ? Long.MAX_VALUE : limitNanos - (System.nanoTime() - beginNanos);
    }

    /** The whole time, from the beginning. */
    Duration limit() {
        return Duration.ofNanos(limitNanos);
    }

    /** Runs the action at the deadline, unless it is silenced before, or is a parent's, which rings itself. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is the same alarm; and the action cannot throw
    void ringFor(Runnable action) {
        if (alarm != null) {
            // Not on the JDK's one thread for all timers: to cancel may take a while.
            alarm.thenAccept(rang -> {
                if (rang) {
                    ALARMS.newThread(action).start();
                }
            });
            alarm.completeOnTimeout(true, leftNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The group has closed: a timer would hold it until the deadline. */
    void silence() {
        if (alarm != null) {
            alarm.complete(false);
        }
    }
}
