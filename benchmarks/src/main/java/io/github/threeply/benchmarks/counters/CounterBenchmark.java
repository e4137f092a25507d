package io.github.threeply.benchmarks.counters;

import io.github.threeply.core.SharedCounter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One more: through {@link SharedCounter}, and as one would write it without. For JMH's profilers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CounterBenchmark {
    /** How others are excluded. */
    @Param
    public CounterWay way;

    private SharedCounter ours;
    private CounterWay.Hand byHand;
    private CounterWay.Hand monitor;

    @Setup
    public void make() {
        ours = way.ours();
        byHand = way.byHand();
        monitor = CounterWay.INTRINSIC.byHand();
    }

    @Benchmark
    public long ours() {
        return ours.increment();
    }

    @Benchmark
    public long byHand() {
        return byHand.increment();
    }

    @Benchmark
    public long monitor() {
        return monitor.increment();
    }
}
