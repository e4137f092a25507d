package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.Offer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a thread of a step has made into the channel after the step, and does what the back-pressure says when that is
 * full. Each result is put, dropped, worked on, or given back: on the account of the next step in any case.
 */
final class Handover {
    /** The depth of the channel is looked at once for so many items, a power of two: it costs a cache line. */
    private static final int LOOK_AT_DEPTH = 64;

    private final PipelineRun run;
    private final Step step;
    private final Step next;
    private final Channel<Object> out;
    private final Tally tally;
    private final @Nullable SourceGate gate;

    /** The work of the next step, for the caller that runs it itself. */
    private @Nullable Hands nextHands;

    private int puts;

    Handover(PipelineRun run, Step step, Step next, Tally tally, @Nullable SourceGate gate) {
        this.run = run;
        this.step = step;
        this.next = next;
        this.out = requireNonNull(step.out);
        this.tally = tally;
        this.gate = gate;
    }

    /** Hands on one result, or all that was made of a batch. Returns whether the thread should go on. */
    boolean deliver(Object made) {
        if (made instanceof StepWork.Made batch) {
            return deliverAll(batch);
        }
        tally.add(Tally.SENT, 1);
        return put(made);
    }

    private boolean deliverAll(StepWork.Made batch) {
        // In this order: a report never shows results of items that are still worked on.
        tally.add(Tally.WORKED, batch.items());
        tally.add(Tally.SENT, batch.results().length);
        boolean open = true;
        for (Object result : batch.results()) {
            if (open) {
                open = put(result);
            } else {
                giveBack(result);
            }
        }
        return open;
    }

    private boolean put(Object item) {
        try {
            Thread current = Thread.currentThread();
            // Only the putting form notices an interrupt.
            Offer offer = current.isInterrupted() ? Offer.CLOSED : out.tryPut(item);
            if (offer == Offer.ACCEPTED) {
                return taken() && lookAtDepth();
            }
            if (offer == Offer.FULL) {
                next.sawDepth(out.capacity());
                return putIntoFull(item);
            }
            out.put(item); // it is closed, most likely, and says why
            return taken();
        } catch (Throwable e) {
            giveBack(item);
            putThrew(e);
            return false;
        }
    }

    /** Outside of what gives the item back when a channel from outside throws: this one is in the channel. */
    private boolean lookAtDepth() {
        if ((++puts & LOOK_AT_DEPTH - 1) == 0) {
            try {
                next.sawDepth(out.size());
            } catch (Throwable e) {
                run.fail(step, e);
                return false;
            }
        }
        return true;
    }

    /** The channel has taken it: at the end of the pipeline this is what consuming means. */
    private boolean taken() {
        if (next.spec.threads == 0) {
            tally.add(Tally.NEXT_CONSUMED, 1);
        }
        return true;
    }

    private boolean putIntoFull(Object item) throws InterruptedException {
        BackPressure<Object> policy = step.spec.backPressure;
        return switch (policy.kind) {
            case BLOCK -> {
                tally.waitBegins(Tally.FOR_ROOM);
                try {
                    out.put(item);
                } finally {
                    tally.waitEnds();
                }
                yield taken();
            }
            case DROP_AFTER, FAIL_AFTER -> putWithin(policy, item);
            case DROP_OLDEST -> putForOldest(policy, item);
            case DROP_NEWEST -> {
                drop(policy, item, Tally.NEXT_NEWEST, DropReason.NEWEST);
                yield true;
            }
            case FAIL -> failFull(item);
            case CALLER_RUNS -> runNext(item);
        };
    }

    private boolean putWithin(BackPressure<Object> policy, Object item) throws InterruptedException {
        Offer offer;
        tally.waitBegins(Tally.FOR_ROOM);
        try {
            offer = out.tryPut(item, policy.limit);
        } finally {
            tally.waitEnds();
        }
        switch (offer) {
            case ACCEPTED -> {
                return taken();
            }
            case CLOSED -> {
                out.put(item); // says why
                return taken();
            }
            case FULL -> {
                if (policy.kind == BackPressure.Kind.FAIL_AFTER) {
                    return failFull(item);
                }
                drop(policy, item, Tally.NEXT_TIMED_OUT, DropReason.TIMED_OUT);
                return true;
            }
        }
        throw new AssertionError(offer);
    }

    private boolean putForOldest(BackPressure<Object> policy, Object item) throws InterruptedException {
        DropOldest.put(out, item, oldest -> drop(policy, oldest, Tally.NEXT_OLDEST, DropReason.OLDEST), this::giveBack);
        return true;
    }

    private boolean failFull(Object item) {
        giveBack(item);
        run.fail(step, new PipelineFullException(next.name(), out.capacity()));
        return false;
    }

    private boolean runNext(Object item) {
        if (!next.tryEnter()) {
            giveBack(item); // all its threads have ended, so the channel is closed
            return true; // the next put finds out why
        }
        try {
            Hands hands = nextHands;
            if (hands == null) {
                hands = run.hands(next, next.newTally());
                nextHands = hands;
            }
            hands.tally().add(Tally.BY_CALLER, 1);
            Hands able = hands;
            return outside(() -> able.process(item));
        } finally {
            run.leave(next);
        }
    }

    private void drop(BackPressure<Object> policy, Object item, int counter, DropReason reason) {
        tally.add(counter, 1);
        var action = policy.onDrop;
        if (action == null && !run.notices().hasListeners()) {
            return;
        }
        outside(() -> {
            if (action != null) {
                run.notices().guarded(() -> action.accept(item, reason));
            }
            run.notices().tell(l -> l.dropped(next.name(), item, reason));
            return true;
        });
    }

    /** Runs something in which a stop must not interrupt this thread. */
    private boolean outside(BooleanSupplier body) {
        if (gate == null) {
            return body.getAsBoolean();
        }
        gate.leave();
        try {
            return body.getAsBoolean();
        } finally {
            gate.enter(); // if it is stopped now, the loop over the source sees that itself
        }
    }

    private void giveBack(Object item) {
        tally.add(Tally.NEXT_RETURNED, 1);
        run.giveBack(next, false, item);
    }

    private void putThrew(Throwable thrown) {
        if (run.hasFailed() && (thrown instanceof ChannelClosedException || Interruptions.isInterruption(thrown))) {
            return; // our own doing
        }
        if (thrown instanceof ChannelFailedException e) {
            run.fail(step, requireNonNull(e.getCause()));
        } else if (step.spec.isSource() && thrown instanceof ChannelClosedException) {
            run.stop(); // most often it is what closed the channel; else whoever closed it wants no more
        } else if (step.spec.isSource() && run.isStopped() && thrown instanceof InterruptedException) {
            return; // the stop has interrupted a source that went on with its item
        } else {
            run.fail(step, thrown);
        }
    }
}
