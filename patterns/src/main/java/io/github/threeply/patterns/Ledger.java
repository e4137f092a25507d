package io.github.threeply.patterns;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What was counted, as an account of each step; and the items that were given back. */
final class Ledger {
    private final List<Step> steps;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<PipelineReport.Returned> returned = new ArrayList<>(); // under the lock

    Ledger(List<Step> steps) {
        this.steps = steps;
    }

    void giveBack(Step step, boolean tried, Object item) {
        lock.lock();
        try {
            returned.add(new PipelineReport.Returned(step.name(), tried, item));
        } finally {
            lock.unlock();
        }
    }

    List<PipelineReport.Returned> returned() {
        lock.lock();
        try {
            return List.copyOf(returned);
        } finally {
            lock.unlock();
        }
    }

    /** The accounts; {@code back} must have been read before. */
    List<PipelineReport.Step> accounts(List<PipelineReport.Returned> back) {
        // From the end to the beginning, and of each step what leaves it before what enters it: since each item enters
        // before it leaves, no difference is ever negative. What leaves a step enters the next, and is read only once.
        PipelineReport.Step[] accounts = new PipelineReport.Step[steps.size()];
        long delivered = 0;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            long given = back.stream()
                    .filter(entry -> entry.step().equals(step.name()))
                    .count();
            Map<DropReason, Long> drops = drops(step);
            long worked = worked(step, delivered);
            if (i == steps.size() - 1) {
                delivered = worked; // nothing comes after it to say so
            }
            long received = received(step);
            accounts[i] =
                    new PipelineReport.Step(step.name(), step.spec.threads, received, worked, delivered, drops, given);
            delivered = received;
        }
        return List.of(accounts);
    }

    private long worked(Step step, long delivered) {
        if (step.spec.threads == 0) {
            return steps.get(step.index - 1).sum(Tally.NEXT_CONSUMED);
        }
        // Where one result is made of each item, the two are one number.
        return step.spec.isBatch() || step.spec.sink != null ? step.sum(Tally.WORKED) : delivered;
    }

    private long received(Step step) {
        Step before = before(step);
        return before == null ? step.sum(Tally.TAKEN) + step.accepted.get() : before.sum(Tally.SENT);
    }

    private @Nullable Step before(Step step) {
        return step.index == 0 ? null : steps.get(step.index - 1);
    }

    private Map<DropReason, Long> drops(Step step) {
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        put(drops, DropReason.NO_RESULT, step.sum(Tally.NO_RESULT));
        put(drops, DropReason.SKIPPED, step.sum(Tally.SKIPPED));
        Step before = before(step);
        if (before != null) {
            put(drops, DropReason.OLDEST, before.sum(Tally.NEXT_OLDEST));
            put(drops, DropReason.NEWEST, before.sum(Tally.NEXT_NEWEST));
            put(drops, DropReason.TIMED_OUT, before.sum(Tally.NEXT_TIMED_OUT));
        }
        return drops;
    }

    private static void put(Map<DropReason, Long> drops, DropReason reason, long number) {
        if (number != 0) {
            drops.put(reason, number);
        }
    }
}
