package io.github.threeply.benchmarks.channels;

import io.github.threeply.benchmarks.Contestant;
import io.github.threeply.benchmarks.ForkedRow;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.core.Channel;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;

/** The rows of the channels: items handed over by a queue that blocks at both ends. */
public final class ChannelRows {
    private ChannelRows() {}

    /**
     * Returns the rows.
     *
     * @return the rows
     */
    public static List<Row> all() {
        return List.of(
                row("channel-1024-1p1c", 1024, 1, 3, JcToolsQueue.Idle.PARK, 0.9),
                row("channel-1024-2p2c", 1024, 2, 3, JcToolsQueue.Idle.PARK, 1.2),
                row("channel-10-1p1c", 10, 1, 20, JcToolsQueue.Idle.YIELD, 0.7),
                row("channel-10-2p2c", 10, 2, 20, JcToolsQueue.Idle.YIELD, 0.7));
    }

    private static Row row(
            String name, int capacity, int pairs, double blocking, JcToolsQueue.Idle idle, double jcTools) {
        String about = "Channel.bounded(" + capacity + "), " + pairs + " to " + pairs
                + " threads: ArrayBlockingQueue, JCTools";
        return new ForkedRow(
                name,
                about,
                List.of(
                        contestant("Channel.bounded", pairs, () -> ours(capacity), 0),
                        contestant("ArrayBlockingQueue", pairs, () -> arrayBlockingQueue(capacity), blocking),
                        contestant(
                                "MpmcArrayQueue, " + idle.label(),
                                pairs,
                                () -> new JcToolsQueue(capacity, idle),
                                jcTools)));
    }

    private static Contestant contestant(String name, int pairs, Supplier<Handover> queue, double target) {
        return new Contestant(name, () -> new HandoverWork(queue.get(), pairs), target);
    }

    private static Handover ours(int capacity) {
        Channel<Integer> channel = Channel.bounded(capacity);
        return new Handover() {
            @Override
            public void put(Integer item) throws InterruptedException {
                channel.put(item);
            }

            @Override
            public Integer take() throws InterruptedException {
                return channel.take();
            }
        };
    }

    private static Handover arrayBlockingQueue(int capacity) {
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(capacity);
        return new Handover() {
            @Override
            public void put(Integer item) throws InterruptedException {
                queue.put(item);
            }

            @Override
            public Integer take() throws InterruptedException {
                return queue.take();
            }
        };
    }
}
