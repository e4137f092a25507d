package io.github.threeply.ipc.process;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the lines go that the workers of one pool print. Each worker's own thread calls it. */
final class PoolOutput {
    private static final System.Logger LOG = System.getLogger("io.github.threeply.worker");

    private final String pool;
    private final @Nullable Consumer<? super OutputLine> sink;
    private final LongAdder lines = new LongAdder();
    private final LongAdder leftOut = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicBoolean failureTold = new AtomicBoolean();

    PoolOutput(String pool, @Nullable Consumer<? super OutputLine> sink) {
        this.pool = pool;
        this.sink = sink;
    }

    /** For one worker: it has its own limit. For one thread. */
    Consumer<OutputLine> ofWorker(String worker) {
        Consumer<? super OutputLine> given = sink;
        if (given != null) {
            return line -> {
                lines.increment();
                give(given, line);
            };
        }
        LogLimit limit = new LogLimit(System::nanoTime);
        return line -> {
            lines.increment();
            if (limit.allows()) {
                long before = limit.leftOutBefore();
                if (before > 0) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            worker + " printed too much: " + before + " lines were left out");
                }
                LOG.log(System.Logger.Level.INFO, line::toString);
            } else {
                leftOut.increment();
            }
        };
    }

    /** Whatever the sink throws, this worker's output must be read on, or the worker would wait for that for ever. */
    private void give(Consumer<? super OutputLine> to, OutputLine line) {
        try {
            to.accept(line);
        } catch (Throwable e) {
            failures.increment();
            if (failureTold.compareAndSet(false, true)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "what gets the output of pool " + pool + " failed; further failures are only counted",
                        e);
            }
        }
    }

    PoolMetrics.Output metrics() {
        return new PoolMetrics.Output(lines.sum(), leftOut.sum(), failures.sum());
    }
}
