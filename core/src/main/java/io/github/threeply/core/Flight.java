package io.github.threeply.core;

import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * What this module tells the JDK's flight recorder, and the only class of it that knows there is one. It is asked on slow
 * paths alone: where a thread is about to wait, and where something ends. Then it costs a read of a static field, until
 * somebody records for the first time. Without the module {@code jdk.jfr} all of it does nothing.
 *
 * <p>No signature here has a type of that module in it, so that this class can be loaded where it is missing. Whatever goes
 * wrong in telling must not change what is told of: an item was put even if the record of it is lost.
 *
 * <p>Names and fields are seen by those who read recordings: none is changed lightly.
 */
final class Flight {
    private static final boolean HAS_RECORDER = hasRecorder();

    private Flight() {}

    private static boolean hasRecorder() {
        try {
            boolean ignored = FlightRecorder.isInitialized();
            return true;
        } catch (LinkageError e) {
            return false; // a runtime without the module jdk.jfr, or a module path on which it is not ours to use
        }
    }

    /** Whether anybody records, or has recorded. The events below, whose making costs milliseconds once, are not touched before. */
    static boolean isOn() {
        return HAS_RECORDER && FlightRecorder.isInitialized();
    }

    /**
     * A put or a take is about to wait.
     *
     * @param waiters how many threads wait on the same side already
     * @return what {@link #channelWaited} takes; null if nobody wants to know
     */
    static @Nullable Object channelWaits(String operation, int capacity, long waiters) {
        try {
            ChannelWaitEvent event = new ChannelWaitEvent();
            if (!event.isEnabled()) {
                return null;
            }
            event.operation = operation;
            event.capacity = capacity;
            event.waiters = waiters;
            event.begin();
            return event;
        } catch (Throwable e) {
            return null;
        }
    }

    static void channelWaited(@Nullable Object wait, String outcome) {
        try {
            if (wait instanceof ChannelWaitEvent event) {
                event.outcome = outcome;
                event.commit();
            }
        } catch (Throwable e) {
            // told to nobody
        }
    }

    /** A channel was closed, or has failed if there is a cause. */
    static void channelEnded(Channel<?> channel, @Nullable Throwable cause) {
        if (isOn()) {
            channelEnd(cause == null ? "closed" : "failed", channel, channel.size(), cause);
        }
    }

    static void channelAborted(Channel<?> channel, List<?> given, Throwable cause) {
        if (isOn()) {
            channelEnd("aborted", channel, given.size(), cause);
        }
    }

    private static void channelEnd(String how, Channel<?> channel, int left, @Nullable Throwable cause) {
        try {
            ChannelEndEvent event = new ChannelEndEvent();
            event.how = how;
            event.left = left;
            event.capacity = channel.capacity();
            event.cause = cause == null ? null : cause.toString();
            event.commit();
        } catch (Throwable e) {
            // told to nobody
        }
    }

    /**
     * A thread is about to wait for a lock.
     *
     * @param lock its name, or what prints itself as one
     * @param holder who holds it, if that is known
     * @return what {@link #lockWaited} takes; null if nobody wants to know
     */
    static @Nullable Object lockWaits(Object lock, @Nullable Thread holder) {
        if (!isOn()) {
            return null;
        }
        try {
            LockWaitEvent event = new LockWaitEvent();
            if (!event.isEnabled()) {
                return null;
            }
            event.of = lock;
            event.holder = holder == null ? null : ThreadNames.of(holder);
            event.begin();
            return event;
        } catch (Throwable e) {
            return null;
        }
    }

    static void lockWaited(@Nullable Object wait) {
        try {
            if (wait instanceof LockWaitEvent event) {
                event.end();
                if (event.shouldCommit()) {
                    event.lock = String.valueOf(event.of);
                    event.commit();
                }
            }
        } catch (Throwable e) {
            // told to nobody
        }
    }

    static void deadlockFound(Deadlock found) {
        if (!isOn()) {
            return;
        }
        try {
            DeadlockEvent event = new DeadlockEvent();
            event.threads = found.waiters().size();
            event.circle = found.inShort();
            event.victim = found.victim();
            event.commit();
        } catch (Throwable e) {
            // told to nobody
        }
    }

    @Name("io.github.threeply.ChannelWait")
    @Label("Channel Wait")
    @Description("A put or a take was parked until the other side came, or its time was over")
    @Category({"Threeply", "Channel"})
    @Threshold("10 ms")
    static final class ChannelWaitEvent extends Event {
        @Label("Operation")
        @Description("put or take")
        @Nullable
        String operation;

        @Label("Capacity")
        int capacity;

        @Label("Waiters")
        @Description("The threads that waited on the same side when this one came")
        long waiters;

        @Label("Outcome")
        @Description("done, ended (because the channel did), time over, interrupted or refused")
        @Nullable
        String outcome;
    }

    @Name("io.github.threeply.ChannelEnd")
    @Label("Channel End")
    @Description("A channel was closed, failed or was aborted")
    @Category({"Threeply", "Channel"})
    static final class ChannelEndEvent extends Event {
        @Label("How")
        @Description("closed, failed or aborted")
        @Nullable
        String how;

        @Label("Items Left")
        @Description("Inside when it was closed or failed; given back when it was aborted")
        int left;

        @Label("Capacity")
        int capacity;

        @Label("Cause")
        @Nullable
        String cause;
    }

    @Name("io.github.threeply.LockWait")
    @Label("Lock Wait")
    @Description("A thread waited for a lock that is watched or measured")
    @Category({"Threeply", "Lock"})
    @Threshold("10 ms")
    static final class LockWaitEvent extends Event {
        @Label("Lock")
        @Nullable
        String lock;

        @Label("Holder")
        @Description("The thread that held it when the wait began; null if that is not known")
        @Nullable
        String holder;

        /** Put into words only if that is recorded. JFR takes no notice of it. */
        @Nullable
        transient Object of;
    }

    @Name("io.github.threeply.Deadlock")
    @Label("Deadlock")
    @Description("Threads wait for each other in a circle")
    @Category({"Threeply", "Lock"})
    @StackTrace(false)
    static final class DeadlockEvent extends Event {
        @Label("Threads")
        int threads;

        @Label("Circle")
        @Nullable
        String circle;

        @Label("Victim")
        @Description("The thread that was freed by a DeadlockException; null if none was")
        @Nullable
        String victim;
    }
}
