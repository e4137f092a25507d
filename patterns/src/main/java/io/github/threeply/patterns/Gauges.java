package io.github.threeply.patterns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the statistics of a pipeline at work. */
final class Gauges {
    private final List<Step> steps;
    private final List<Worker> workers;

    Gauges(List<Step> steps, List<Worker> workers) {
        this.steps = steps;
        this.workers = workers;
    }

    PipelineStatistics read(long beganNanos, long now, long callbackFailures) {
        Duration elapsed = Duration.ofNanos(now - beganNanos);
        List<PipelineStatistics.Step> numbers = new ArrayList<>();
        for (Step step : steps) {
            numbers.add(read(step, elapsed, now));
        }
        return new PipelineStatistics(elapsed, numbers, callbackFailures);
    }

    private PipelineStatistics.Step read(Step step, Duration elapsed, long now) {
        int depth = 0;
        int capacity = 0;
        if (step.in != null) {
            depth = step.in.size();
            capacity = step.in.capacity();
            step.sawDepth(depth);
        }
        long out = step.spec.sink != null ? step.sum(Tally.WORKED) : step.sum(Tally.SENT);
        long in = step.sum(Tally.TAKEN) + step.sum(Tally.BY_CALLER);
        @Nullable Step before = step.index == 0 ? null : steps.get(step.index - 1);
        if (before != null && step.spec.threads == 0) {
            in = before.sum(Tally.NEXT_CONSUMED);
            out = in;
        }
        long dropped = step.sum(Tally.NO_RESULT);
        if (before != null) {
            dropped += before.sum(Tally.NEXT_OLDEST) + before.sum(Tally.NEXT_NEWEST) + before.sum(Tally.NEXT_TIMED_OUT);
        }

        long alive = 0;
        long input = 0;
        long room = 0;
        long paused = 0;
        for (Worker worker : workers) {
            if (worker.step == step && worker.began) {
                alive += (worker.ended ? worker.endedNanos : now) - worker.beganNanos;
            }
        }
        for (Tally tally : step.tallies) {
            input += tally.nanos(Tally.FOR_INPUT, now);
            room += tally.nanos(Tally.FOR_ROOM, now);
            paused += tally.nanos(Tally.PAUSING, now);
        }
        return new PipelineStatistics.Step(
                step.name(),
                step.spec.threads,
                elapsed,
                depth,
                capacity,
                step.highWater(),
                in,
                out,
                step.sum(Tally.RETRIES),
                step.sum(Tally.SKIPPED),
                dropped,
                Duration.ofNanos(input),
                Duration.ofNanos(room),
                Duration.ofNanos(paused),
                Duration.ofNanos(Math.max(0, alive - input - room - paused)));
    }
}
