package io.github.threeply.benchmarks.channels;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Channel;

/** Ours. */
final class ChannelQueue implements Handover {
    private final Channel<Integer> channel;

    ChannelQueue(Channel<Integer> channel) {
        this.channel = channel;
    }

    @Override
    public void put(Integer item) throws InterruptedException {
        channel.put(item);
    }

    @Override
    public Integer take() throws InterruptedException {
        return requireNonNull(channel.take());
    }
}
