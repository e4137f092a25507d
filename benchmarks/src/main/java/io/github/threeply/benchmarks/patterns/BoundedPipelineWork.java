package io.github.threeply.benchmarks.patterns;

import io.github.threeply.patterns.BoundedPipeline;
import io.github.threeply.patterns.Source;

/** Ours. */
final class BoundedPipelineWork extends PipelineWork {

    /** Both of these are only used by one thread, and read when that has ended. */
    private static final class Ends {
        private long made;
        private long sum;
    }

    @Override
    long send(long count) throws Exception {
        Ends ends = new Ends();
        Source<Integer> source = () -> ends.made < count ? trivial.make(ends.made++) : null;
        BoundedPipeline pipeline = BoundedPipeline.from("make", 1, source)
                .capacity(CAPACITY)
                .stage("next", 1, trivial::next)
                .capacity(CAPACITY)
                .to("add", 1, item -> ends.sum += item)
                .start();
        try (pipeline) {
            pipeline.awaitEnd();
        }
        return ends.sum;
    }
}
