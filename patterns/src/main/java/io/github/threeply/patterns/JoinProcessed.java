package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One wait until all items that the pipeline had got are through with it, while new ones come after them.
 *
 * <p>It follows the items from step to step. Before a step it waits until the threads of the step have counted as many
 * items out of the channel as had been put there: channels are first in, first out, so those waited for are among them. How
 * many lie in the channel says nothing: some kinds give an item into the hands of a thread that has not woken yet. Then it
 * waits until each thread of the step has ended what it had in its hands, and in an ordered step, until the line has moved
 * on so far. By then all that came of the items has been put before the next step.
 *
 * <p>Who puts into a channel with which the pipeline begins counts nothing, so there the look into the channel has to do.
 *
 * <p>It looks again and again, with pauses of an eighth of the time waited, at most ten milliseconds. So the threads of the
 * pipeline need not tell it anything, and do not have to look whether somebody waits.
 */
final class JoinProcessed {
    private static final long SHORTEST_PAUSE = 20_000;
    private static final long LONGEST_PAUSE = 10_000_000;

    private final PipelineRun run;
    private final List<Step> steps;
    private final List<Worker> workers;
    private final long limitNanos;
    private final long began = System.nanoTime();

    JoinProcessed(PipelineRun run, List<Step> steps, List<Worker> workers, long limitNanos) {
        this.run = run;
        this.steps = steps;
        this.workers = workers;
        this.limitNanos = limitNanos;
    }

    @FunctionalInterface
    private interface Fact {
        boolean isSo();
    }

    /** Returns whether it came to that within the limit; true as well when the pipeline has failed or ended. */
    boolean await() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        for (Step step : steps) {
            if (step.spec.threads > 0 && !(awaitTaken(step) && awaitSettled(step) && awaitLine(step))) {
                return false;
            }
        }
        return true;
    }

    private boolean awaitTaken(Step step) throws InterruptedException {
        var in = step.in;
        if (in == null) {
            return true;
        }
        if (step.index == 0) {
            // What lies in it counts. A thread that has taken an item may not have counted it yet.
            long size = in.size();
            long last = size + step.sum(Tally.TAKEN) + step.spec.threads;
            return await(() -> in.size() == 0 || step.sum(Tally.TAKEN) >= last);
        }
        Step before = steps.get(step.index - 1);
        // What was sent and never put must not be waited for; read first, so that all of it is among what was sent.
        long neverPut = neverPut(before, step);
        long last = before.sum(Tally.SENT) - neverPut;
        return await(
                () -> step.sum(Tally.TAKEN) + before.sum(Tally.NEXT_OLDEST) >= last || isNothingBetween(before, step));
    }

    private static long neverPut(Step before, Step step) {
        return before.sum(Tally.NEXT_NEWEST)
                + before.sum(Tally.NEXT_TIMED_OUT)
                + before.sum(Tally.NEXT_RETURNED)
                + step.sum(Tally.BY_CALLER);
    }

    /** Whether the fate of all that was sent is known: some of it may never come out of the channel. */
    private static boolean isNothingBetween(Step before, Step step) {
        // In this order: each item is counted as sent first, so if the later number is no greater, none was under way.
        long known = step.sum(Tally.TAKEN) + before.sum(Tally.NEXT_OLDEST) + neverPut(before, step);
        return known >= before.sum(Tally.SENT);
    }

    private boolean awaitSettled(Step step) throws InterruptedException {
        for (Worker worker : workers) {
            if (worker.step != step) {
                continue;
            }
            Tally tally = worker.tally;
            if (!step.isEntrance()) {
                // It had counted what we wait for.
                long taken = tally.get(Tally.TAKEN);
                if (!await(() -> worker.ended || tally.get(Tally.SETTLED) >= taken)) {
                    return false;
                }
                continue;
            }
            long settled = tally.get(Tally.SETTLED);
            if (!await(() -> worker.ended || isEmptyHanded(worker) || tally.get(Tally.SETTLED) > settled)) {
                return false;
            }
        }
        return true;
    }

    /**
     * For a thread that takes from the channel with which the pipeline begins. Whether the thread had nothing in its hands when its state was read. That it has counted nothing which it has not
     * settled is not enough: it may just have taken an item, and be about to count it. But then it runs.
     */
    private static boolean isEmptyHanded(Worker worker) {
        Thread.State state = worker.thread.getState();
        if (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING) {
            return false;
        }
        Tally tally = worker.tally;
        // In this order, after the state: if it had an item then, and has none now, it has settled more than before.
        return tally.get(Tally.TAKEN) == tally.get(Tally.SETTLED) && tally.isWaiting();
    }

    private boolean awaitLine(Step step) throws InterruptedException {
        OrderedLine line = step.line;
        if (line == null) {
            return true;
        }
        long taken = line.taken();
        return await(() -> requireNonNull(line).sent() >= taken);
    }

    private boolean await(Fact fact) throws InterruptedException {
        while (!fact.isSo()) {
            if (run.hasFailed() || run.hasEnded()) {
                return true;
            }
            long waited = System.nanoTime() - began;
            long left = limitNanos - waited;
            if (left <= 0) {
                return false;
            }
            long pause = Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, waited / 8));
            LockSupport.parkNanos(this, Math.min(left, pause));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return true;
    }
}
