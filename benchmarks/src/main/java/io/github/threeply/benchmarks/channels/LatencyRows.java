package io.github.threeply.benchmarks.channels;

import io.github.threeply.benchmarks.Contestant;
import io.github.threeply.benchmarks.Effort;
import io.github.threeply.benchmarks.ForkedRow;
import io.github.threeply.benchmarks.Metric;
import io.github.threeply.benchmarks.Requirement;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.benchmarks.Unit;
import io.github.threeply.core.Channel;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** How long a hand-over takes when there is time between items, and what waiting costs. */
public final class LatencyRows {
    private static final int CAPACITY = 1024;
    private static final long GAP_NANOS = 10_000;
    private static final double HALF_A_PERCENT = 0.5;

    private LatencyRows() {}

    /**
     * Returns the rows.
     *
     * @return the rows
     */
    public static List<Row> all() {
        return List.of(
                latency("latency-bounded", "Channel.bounded", () -> new ChannelQueue(Channel.bounded(CAPACITY))),
                latency("latency-one-to-one", "Channel.oneToOne", () -> new ChannelQueue(Channel.oneToOne(CAPACITY))),
                idle("idle-bounded", "Channel.bounded", () -> new ChannelQueue(Channel.bounded(CAPACITY))),
                idle("idle-one-to-one", "Channel.oneToOne", () -> new ChannelQueue(Channel.oneToOne(CAPACITY))));
    }

    private static Row latency(String name, String ours, Supplier<Handover> queue) {
        return new ForkedRow(
                name,
                ours
                        + "(1024), an item each 10 us, from when it is due to when it is taken: ArrayBlockingQueue, JCTools",
                new Effort(4, 1, 4, Duration.ofMillis(500)),
                Requirement.NONE,
                List.of(
                        Metric.compared("p50", Unit.TIME),
                        Metric.compared("p99", Unit.TIME),
                        Metric.compared("p99.9", Unit.TIME)),
                List.of(
                        contestant(ours, queue),
                        new Contestant(
                                "ArrayBlockingQueue",
                                () -> new LatencyWork(new ArrayQueue(CAPACITY), GAP_NANOS),
                                List.of(5.0, 1.0)),
                        contestant("MpmcArrayQueue, park 1 us", () -> new MpmcQueue(CAPACITY, Idle.PARK))));
    }

    private static Contestant contestant(String name, Supplier<Handover> queue) {
        return new Contestant(name, () -> new LatencyWork(queue.get(), GAP_NANOS), List.of());
    }

    private static Row idle(String name, String ours, Supplier<Handover> queue) {
        return new ForkedRow(
                name,
                "what a taker costs that waits in " + ours + "(1024): ArrayBlockingQueue, JCTools",
                new Effort(3, 1, 2, Duration.ofMillis(500)),
                Requirement.NONE,
                List.of(Metric.limited("of a core", Unit.CORE, HALF_A_PERCENT)),
                List.of(
                        new Contestant(ours, () -> new IdleTakerWork(queue.get()), 0),
                        new Contestant("ArrayBlockingQueue", () -> new IdleTakerWork(new ArrayQueue(CAPACITY)), 0),
                        new Contestant(
                                "MpmcArrayQueue, park 1 us",
                                () -> new IdleTakerWork(new MpmcQueue(CAPACITY, Idle.PARK)),
                                0)));
    }
}
