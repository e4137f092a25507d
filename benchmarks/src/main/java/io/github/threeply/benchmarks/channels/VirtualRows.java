package io.github.threeply.benchmarks.channels;

import io.github.threeply.benchmarks.Contestant;
import io.github.threeply.benchmarks.Effort;
import io.github.threeply.benchmarks.ForkedRow;
import io.github.threeply.benchmarks.Metric;
import io.github.threeply.benchmarks.Requirement;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.benchmarks.VirtualThreads;
import io.github.threeply.core.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The rows of the channels once more, between virtual threads. */
public final class VirtualRows {
    private VirtualRows() {}

    /**
     * Returns the rows.
     *
     * @return the rows
     */
    public static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        for (int capacity : new int[] {1024, 10}) {
            for (int pairs : new int[] {1, 2}) {
                rows.add(row(capacity, pairs, capacity == 1024 ? 2 : 1.1));
            }
        }
        return rows;
    }

    private static Row row(int capacity, int pairs, double target) {
        return new ForkedRow(
                "virtual-" + capacity + "-" + pairs + "p" + pairs + "c",
                "Channel.bounded(" + capacity + "), " + pairs + " to " + pairs
                        + " virtual threads: ArrayBlockingQueue, Jox's Channel",
                Effort.MANY_FORKS,
                Requirement.VIRTUAL_THREADS,
                List.of(Metric.RATE),
                List.of(
                        contestant("Channel.bounded", pairs, () -> new ChannelQueue(Channel.bounded(capacity)), 0),
                        contestant("ArrayBlockingQueue", pairs, () -> new ArrayQueue(capacity), target),
                        contestant("Jox 1.0.1", pairs, () -> new JoxQueue(capacity), target)));
    }

    private static Contestant contestant(String name, int pairs, Supplier<Handover> queue, double target) {
        return new Contestant(
                name, () -> new HandoverWork(new ItemByItem(queue.get()), pairs, VirtualThreads.executor()), target);
    }
}
