package io.github.threeply.benchmarks.patterns;

import io.github.threeply.benchmarks.Contestant;
import io.github.threeply.benchmarks.Effort;
import io.github.threeply.benchmarks.ForkedRow;
import io.github.threeply.benchmarks.Metric;
import io.github.threeply.benchmarks.Requirement;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.core.Channel;
import java.util.List;

/** The row of the pipeline. */
public final class PipelineRows {
    private PipelineRows() {}

    /**
     * Returns the rows.
     *
     * @return the rows
     */
    public static List<Row> all() {
        return List.of(new ForkedRow(
                "pipeline-3-stages",
                "BoundedPipeline, 3 stages of trivial work on 3 threads, capacity 1024: loops by hand over queues",
                Effort.MANY_FORKS,
                Requirement.NONE,
                List.of(Metric.RATE),
                List.of(
                        new Contestant("BoundedPipeline", BoundedPipelineWork::new, 0),
                        new Contestant(
                                "loops, Channel.bounded",
                                () -> new ChannelHandWork(() -> Channel.bounded(PipelineWork.CAPACITY)),
                                0.7),
                        new Contestant(
                                "loops, Channel.oneToOne",
                                () -> new ChannelHandWork(() -> Channel.oneToOne(PipelineWork.CAPACITY)),
                                0),
                        new Contestant("loops, ArrayBlockingQueue", ArrayHandWork::new, 2))));
    }
}
