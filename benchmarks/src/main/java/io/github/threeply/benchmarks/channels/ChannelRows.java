package io.github.threeply.benchmarks.channels;

import io.github.threeply.benchmarks.Contestant;
import io.github.threeply.benchmarks.Effort;
import io.github.threeply.benchmarks.ForkedRow;
import io.github.threeply.benchmarks.Metric;
import io.github.threeply.benchmarks.Requirement;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.benchmarks.Unit;
import io.github.threeply.core.Channel;
import java.util.List;
import java.util.function.Supplier;

/** The rows of the channels: items handed over by a queue that blocks at both ends, and what that allocates. */
public final class ChannelRows {
    /** A thread that parks makes a node for the list of those who wait: so much, spread over all items, is no more. */
    private static final double NOTHING = 0.05;

    private static final int BATCH = 64;

    private static final List<Metric> METRICS =
            List.of(Metric.RATE, Metric.limited("bytes an item", Unit.BYTES, NOTHING));

    private ChannelRows() {}

    /**
     * Returns the rows.
     *
     * @return the rows
     */
    public static List<Row> all() {
        return List.of(
                bounded("channel-1024-1p1c", 1024, 1, 3, Idle.PARK, 0.9),
                bounded("channel-1024-2p2c", 1024, 2, 3, Idle.PARK, 1.2),
                bounded("channel-10-1p1c", 10, 1, 20, Idle.YIELD, 0.7),
                bounded("channel-10-2p2c", 10, 2, 20, Idle.YIELD, 0.7),
                oneToOne(),
                oneToOneInBatches(),
                oneToOneWithTen());
    }

    private static Row bounded(String name, int capacity, int pairs, double blocking, Idle idle, double jcTools) {
        return row(
                name,
                "Channel.bounded(" + capacity + "), " + pairs + " to " + pairs + " threads: ArrayBlockingQueue, JCTools"
                        + (capacity == 10 ? " (holds 16)" : ""),
                contestant("Channel.bounded", pairs, () -> new ChannelQueue(Channel.bounded(capacity)), 0),
                contestant("ArrayBlockingQueue", pairs, () -> new ArrayQueue(capacity), blocking),
                mpmc(capacity, pairs, idle, jcTools));
    }

    private static Row oneToOne() {
        return row(
                "one-to-one-1024",
                "Channel.oneToOne(1024), item by item: JCTools' queues",
                contestant("Channel.oneToOne", 1, () -> new ChannelQueue(Channel.oneToOne(1024)), 0),
                spsc(0.6),
                mpmc(1024, 1, Idle.PARK, 1.5));
    }

    private static Row oneToOneInBatches() {
        return row(
                "one-to-one-1024-batches",
                "Channel.oneToOne(1024), putAll and drainTo of 64 items: JCTools' SpscArrayQueue, item by item",
                new Contestant(
                        "Channel.oneToOne", () -> new HandoverWork(new InBatches(Channel.oneToOne(1024), BATCH), 1), 0),
                spsc(0.9));
    }

    private static Row oneToOneWithTen() {
        return row(
                "one-to-one-10",
                "Channel.oneToOne(10), item by item: ArrayBlockingQueue, JCTools (holds 16)",
                contestant("Channel.oneToOne", 1, () -> new ChannelQueue(Channel.oneToOne(10)), 0),
                contestant("ArrayBlockingQueue", 1, () -> new ArrayQueue(10), 20),
                mpmc(10, 1, Idle.YIELD, 1));
    }

    private static Contestant mpmc(int capacity, int pairs, Idle idle, double target) {
        return contestant("MpmcArrayQueue, " + idle.label(), pairs, () -> new MpmcQueue(capacity, idle), target);
    }

    private static Contestant spsc(double target) {
        return contestant("SpscArrayQueue, " + Idle.PARK.label(), 1, () -> new SpscQueue(1024, Idle.PARK), target);
    }

    private static Row row(String name, String about, Contestant... contestants) {
        return new ForkedRow(name, about, Effort.MANY_FORKS, Requirement.NONE, METRICS, List.of(contestants));
    }

    private static Contestant contestant(String name, int pairs, Supplier<Handover> queue, double target) {
        return new Contestant(name, () -> new HandoverWork(new ItemByItem(queue.get()), pairs), target);
    }
}
