package io.github.threeply.patterns;

/** Why a {@link BoundedPipeline} has ended an item without handing anything on. */
public enum DropReason {
    /** The function of a stage returned {@code null} for it. */
    NO_RESULT,
    /** A step failed at it, and its {@link FailurePolicy} says to go on with the next. */
    SKIPPED,
    /** It waited the longest in a full channel, and a newer one took its place: {@link BackPressure#dropOldest}. */
    OLDEST,
    /** It came to a full channel: {@link BackPressure#dropNewest}. */
    NEWEST,
    /** It came to a channel that stayed full for the time allowed: {@link BackPressure#dropAfter}. */
    TIMED_OUT
}
