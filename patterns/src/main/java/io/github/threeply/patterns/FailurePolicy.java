package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BoundedPipeline} does when a step throws. A value: it may be used for several steps.
 * <pre>{@code
 * .stage("fetch", 4, Page::fetch)
 * .onFailure(FailurePolicy.retry(3, Duration.ofMillis(100)).thenSkip().onSkip((url, why) -> log(url, why)))
 * }</pre>
 *
 * <p>Some things fail the pipeline under every policy: an {@link Error}, an interruption, an executor that takes or keeps
 * no work, and whatever a step throws when the pipeline has failed.
 */
public final class FailurePolicy {
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private final int retries;
    private final long firstPauseNanos;
    private final long maxPauseNanos;
    private final boolean skips;
    private final @Nullable BiConsumer<Object, ? super Exception> onSkip;

    private FailurePolicy(
            int retries,
            long firstPauseNanos,
            long maxPauseNanos,
            boolean skips,
            @Nullable BiConsumer<Object, ? super Exception> onSkip) {
        this.retries = retries;
        this.firstPauseNanos = firstPauseNanos;
        this.maxPauseNanos = maxPauseNanos;
        this.skips = skips;
        this.onSkip = onSkip;
    }

    /**
     * The first exception fails the whole pipeline. This is the default.
     *
     * @return the value
     */
    public static FailurePolicy failAll() {
        return new FailurePolicy(0, 0, 0, false, null);
    }

    /**
     * An item at which the step fails is dropped as {@link DropReason#SKIPPED}. Of a batch these are all its items.
     *
     * @return the value
     */
    public static FailurePolicy skip() {
        return failAll().thenSkip();
    }

    /**
     * The step tries again with the same item, so often at most; then the pipeline fails, or the item is skipped
     * ({@link #thenSkip}). A batch is tried again as a whole.
     *
     * <p>The pause before each try is twice the one before, up to {@linkplain #maxPause 30 seconds}. The thread of the step
     * waits meanwhile. A stop does not shorten this, since what was accepted drains; an abort ends it at once.
     *
     * @param times how many tries after the first one, at least 1
     * @param firstPause the pause before the first of them; zero for none
     * @return the value
     * @throws IllegalArgumentException if {@code times} is not positive or {@code firstPause} is negative
     */
    public static FailurePolicy retry(int times, Duration firstPause) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, but was " + times);
        }
        if (requireNonNull(firstPause, "firstPause").isNegative()) {
            throw new IllegalArgumentException("firstPause must not be negative, but was " + firstPause);
        }
        return new FailurePolicy(times, Limits.nanos(firstPause), Limits.nanos(MAX_PAUSE), false, null);
    }

    /**
     * The same with another limit to the pauses. 30 seconds by default.
     *
     * @param pause how long a pause may be at most, zero or more; the first one too
     * @return the value
     * @throws IllegalArgumentException if {@code pause} is negative
     * @throws IllegalStateException if this never tries again
     */
    public FailurePolicy maxPause(Duration pause) {
        if (requireNonNull(pause, "pause").isNegative()) {
            throw new IllegalArgumentException("pause must not be negative, but was " + pause);
        }
        if (retries == 0) {
            throw new IllegalStateException("this policy never tries again, so it never pauses: begin with retry");
        }
        return new FailurePolicy(retries, firstPauseNanos, Limits.nanos(pause), skips, onSkip);
    }

    /**
     * The same, but when all tries have failed the item is dropped as {@link DropReason#SKIPPED} and the pipeline goes on.
     *
     * @return the value
     */
    public FailurePolicy thenSkip() {
        return new FailurePolicy(retries, firstPauseNanos, maxPauseNanos, true, onSkip);
    }

    /**
     * The same, with an action for each item that is skipped. It runs on the thread of the step, outside all locks, and
     * that thread waits for it. What it throws is logged and counted, and changes nothing.
     *
     * @param action gets the item as the step received it, and the last exception
     * @return the value
     * @throws IllegalStateException if this never skips anything, or has an action already
     */
    public FailurePolicy onSkip(BiConsumer<Object, ? super Exception> action) {
        requireNonNull(action, "action");
        if (!skips) {
            throw new IllegalStateException("this policy never skips an item: use skip(), or thenSkip() after retry");
        }
        if (onSkip != null) {
            throw new IllegalStateException("an action was given already: do both in one");
        }
        return new FailurePolicy(retries, firstPauseNanos, maxPauseNanos, true, action);
    }

    int retries() {
        return retries;
    }

    boolean skips() {
        return skips;
    }

    @Nullable
    BiConsumer<Object, ? super Exception> skipAction() {
        return onSkip;
    }

    /** The pause before the n-th try after the first one, counted from 1. */
    long pauseNanos(int retry) {
        // Doubled by hand, and never beyond the limit: a shift by more than 62 would begin anew.
        long pause = Math.min(firstPauseNanos, maxPauseNanos);
        for (int i = 1; i < retry && pause > 0 && pause < maxPauseNanos; i++) {
            pause = pause > maxPauseNanos / 2 ? maxPauseNanos : pause * 2;
        }
        return pause;
    }

    @Override
    public String toString() {
        String end = skips ? "skip" : "fail all";
        return "FailurePolicy[" + (retries == 0 ? "" : "retry " + retries + " times, then ") + end + "]";
    }
}
