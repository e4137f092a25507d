package io.github.threeply.examples;

import io.github.threeply.core.Event;
import io.github.threeply.patterns.BoundedPipeline;
import io.github.threeply.patterns.PipelineReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A producer of random numbers, a slower consumer that stores them, ten places between them, and an event that stops both
 * after half a second. Nothing hangs and nothing is left: what was accepted is consumed, and the one number that the
 * producer had in its hand when it was stopped comes back in the report. Prints for example
 * <pre>
 * accepted 447 = consumed 446 + returned 1 + dropped 0 + in flight 0
 * produced 447 numbers with sum 2713, stored 447 with sum 2713; at most 10 waited
 * </pre>
 */
public final class NumberPipeline {
    private static final int CAPACITY = 10;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private NumberPipeline() {}

    /** What was produced, what was stored, and the ledger of the pipeline between. */
    public record Result(
            long produced, long sumProduced, List<Integer> stored, long mostWaiting, PipelineReport ledger) {
        /** The sum of what was stored. */
        public long sumStored() {
            return stored.stream().mapToLong(Integer::longValue).sum();
        }
    }

    /** Shows half a second of it. */
    public static void main(String[] args) throws Exception {
        show(Duration.ofMillis(500));
    }

    /** Shows it for so long. */
    public static Result show(Duration time) throws InterruptedException {
        Result result = run(time);
        System.out.println(result.ledger());
        System.out.println("produced " + result.produced() + " numbers with sum " + result.sumProduced() + ", stored "
                + result.stored().size() + " with sum " + result.sumStored() + "; at most " + result.mostWaiting()
                + " waited");
        return result;
    }

    /** Produces and consumes for so long, then stops. */
    public static Result run(Duration time) throws InterruptedException {
        AtomicLong produced = new AtomicLong();
        AtomicLong sum = new AtomicLong();
        AtomicLong mostWaiting = new AtomicLong();
        List<Integer> stored = new ArrayList<>(); // only the one thread of the step "store" adds, then this one
        Event stop = Event.create();
        BoundedPipeline pipeline = BoundedPipeline.from("receive", 1, () -> {
                    int number = ThreadLocalRandom.current().nextInt(1, 12);
                    produced.incrementAndGet();
                    sum.addAndGet(number);
                    return number;
                })
                .capacity(CAPACITY)
                .to("store", 1, number -> {
                    mostWaiting.accumulateAndGet(produced.get() - stored.size() - 2, Math::max); // 2 are in the hands
                    Thread.sleep(1);
                    stored.add(number);
                })
                .stopOn(stop)
                .start();
        try {
            Thread.sleep(time.toMillis());
        } finally {
            stop.set();
        }
        PipelineReport ledger = pipeline.close(LIMIT); // waits until all that was accepted has been consumed
        if (!ledger.isFinal()) {
            throw new IllegalStateException("the pipeline has not ended within " + LIMIT + ": " + ledger);
        }
        for (PipelineReport.Returned returned : ledger.returned()) {
            stored.add((Integer) returned.item()); // accepted, but refused by the stop: still ours to deal with
        }
        return new Result(produced.get(), sum.get(), List.copyOf(stored), mostWaiting.get(), ledger);
    }
}
