package io.github.threeply.benchmarks.counters;

import io.github.threeply.core.StripedCounter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One more, without asking for the sum. For JMH's profilers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class StripedBenchmark {
    private final StripedCounter ours = StripedCounter.create();
    private final LongAdder longAdder = new LongAdder();

    @Benchmark
    public void ours() {
        ours.add(1);
    }

    @Benchmark
    public void longAdder() {
        longAdder.add(1);
    }
}
