package io.github.threeply.patterns;

import org.jspecify.annotations.Nullable;

/** What one thread does for a step: work on what it is given, and hand on what comes of it. */
record Hands(StepWork work, @Nullable Handover handover, Tally tally) {

    /** Returns whether the thread should go on. */
    boolean process(Object load) {
        Object made = work.attempt(load);
        return made instanceof StepWork.Outcome outcome ? outcome == StepWork.Outcome.NOTHING : deliver(made);
    }

    /** Returns whether the thread should go on. */
    boolean deliver(Object made) {
        if (handover == null) {
            throw new IllegalStateException("a sink hands nothing on");
        }
        return handover.deliver(made);
    }
}
