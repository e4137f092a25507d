package io.github.threeply.stress.contract;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What actors do with a channel, in words: an actor may not throw, and one that was interrupted fits no outcome. */
public final class ChannelActs {
    static final String ACCEPTED = "ACCEPTED";
    static final String CLOSED = "CLOSED";
    static final String FAILED = "FAILED";
    static final String END = "END";
    static final String NONE = "-";
    static final RuntimeException CAUSE = new IllegalStateException("the cause");
    private static final String INTERRUPTED = "INTERRUPTED";
    private static final String WRONG_CAUSE = "WRONG CAUSE";

    private ChannelActs() {}

    /** Puts, waiting; returns {@link #ACCEPTED}, {@link #CLOSED} or {@link #FAILED}. */
    public static <T> String put(Channel<T> channel, T item) {
        try {
            channel.put(item);
            return ACCEPTED;
        } catch (ChannelFailedException e) {
            return e.getCause() == CAUSE ? FAILED : WRONG_CAUSE;
        } catch (ChannelClosedException e) {
            return CLOSED;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    /** Puts several, waiting; returns how many were added, or -1 if interrupted. */
    public static <T> int putAll(Channel<T> channel, List<T> items) {
        try {
            channel.putAll(items);
            return items.size();
        } catch (ChannelClosedException e) {
            return e.accepted();
        } catch (InterruptedException e) {
            return -1;
        }
    }

    /** Takes what is there, at most so much; returns the items in a row, or {@link #NONE}. */
    static String drained(Channel<?> channel, int max) {
        List<Object> items = new ArrayList<>();
        try {
            channel.drainTo(items, max);
        } catch (ChannelFailedException e) {
            return NONE; // failed and empty
        }
        return text(items);
    }

    /** The items in a row, or {@link #NONE}. */
    static String text(List<?> items) {
        return items.isEmpty() ? NONE : items.stream().map(String::valueOf).collect(Collectors.joining());
    }

    /** Takes, waiting; returns the item, {@link #END} or {@link #FAILED}. */
    public static Object take(Channel<?> channel) {
        try {
            Object item = channel.take();
            return item == null ? END : item;
        } catch (ChannelFailedException e) {
            return e.getCause() == CAUSE ? FAILED : WRONG_CAUSE;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    /** Takes until there is nothing; returns how many items that were. */
    public static int drain(Channel<?> channel) {
        int items = 0;
        try {
            while (channel.tryTake() != null) {
                items++;
            }
        } catch (ChannelFailedException e) {
            return items; // failed and empty
        }
        return items;
    }
}
