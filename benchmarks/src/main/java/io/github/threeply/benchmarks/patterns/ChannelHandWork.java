package io.github.threeply.benchmarks.patterns;

import io.github.threeply.core.Channel;
import java.util.function.Supplier;

/** Over {@link Channel}, the end of the stream being the channel's own. */
final class ChannelHandWork extends HandWork {
    private final Supplier<Channel<Integer>> channels;
    private Channel<Integer> first;
    private Channel<Integer> second;

    ChannelHandWork(Supplier<Channel<Integer>> channels) {
        this.channels = channels;
        first = channels.get();
        second = channels.get();
    }

    @Override
    void begin() {
        first = channels.get();
        second = channels.get();
    }

    @Override
    void make(long count) throws InterruptedException {
        for (long i = 0; i < count; i++) {
            first.put(trivial.make(i));
        }
        first.close();
    }

    @Override
    void next() throws InterruptedException {
        for (Integer item = first.take(); item != null; item = first.take()) {
            second.put(trivial.next(item));
        }
        second.close();
    }

    @Override
    long add() throws InterruptedException {
        long sum = 0;
        for (Integer item = second.take(); item != null; item = second.take()) {
            sum += item;
        }
        return sum;
    }
}
