package io.github.threeply.core;

import org.jspecify.annotations.Nullable;

/** What channels say of themselves, in texts and in errors. */
final class ChannelText {
    private ChannelText() {}

    /** What a put that is refused throws. */
    static ChannelClosedException refused(@Nullable Throwable cause) {
        return cause == null
                ? new ChannelClosedException("The channel is closed; the item was not added.")
                : new ChannelFailedException("The channel has failed; the item was not added.", cause);
    }

    /** What a take from a failed channel throws when there is nothing left. */
    static ChannelFailedException failed(Throwable cause) {
        return new ChannelFailedException("The channel has failed, and no items are left.", cause);
    }

    /**
     * Describes a channel in one line.
     *
     * @param putters how many puts wait
     * @param takers how many takes do
     */
    static String of(Channel<?> channel, long putters, long takers) {
        Throwable cause = channel.failure();
        String state = cause != null ? "failed: " + cause : channel.isClosed() ? "closed" : "open";
        return "Channel[" + channel.size() + " of " + channel.capacity() + ", " + state + waiting(putters, "put")
                + waiting(takers, "take") + "]";
    }

    private static String waiting(long count, String operation) {
        return count == 0 ? "" : ", " + count + " " + operation + (count == 1 ? "" : "s") + " waiting";
    }
}
