package io.github.threeply.core;

/**
 * How a thread waits before it parks. To park and to be woken costs tens of microseconds, so a wait that ends sooner is
 * better spun out.
 *
 * @param pauses how many processor pauses at most; they come first
 * @param yields how many times the processor is offered to other threads; they come next
 * @param lag how many pauses between two looks. Each look takes the cache line that the other side is writing, and makes
 *     it slower: the fast side does best to look seldom, and to find several items then
 * @param room how many free slots a put waits for while it pauses. It then fills them in one go, while the consumers still
 *     have items; without this both sides move one item at a time, in lock-step. Afterwards it takes any
 */
record SpinBudget(int pauses, int yields, int lag, int room) {
    private static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1;

    /**
     * The measured best for a channel of this capacity. Few pauses, two microseconds or so: whoever shares its processor
     * with the other side, because the others are busy, spins for nothing, and with 1 000 pauses that took three quarters
     * of all time. Many yields, another ten to twenty microseconds: alone on its processor a thread yields as fast as it
     * looks, and it is still there when the next item comes ten microseconds later.
     */
    static SpinBudget of(int capacity) {
        // With one processor nothing changes while we spin.
        return ALONE ? new SpinBudget(0, 10, 1, 1) : new SpinBudget(100, 60, lag(capacity), roomFor(capacity));
    }

    /** The same looks, but soon parked: for tests, since a long spin hides a missing wake-up. */
    static SpinBudget brief(int capacity) {
        return new SpinBudget(20, 4, lag(capacity), roomFor(capacity));
    }

    private static int lag(int capacity) {
        return Math.max(1, Math.min(32, capacity / 16));
    }

    private static int roomFor(int capacity) {
        return capacity < 64 ? 1 : capacity / 4;
    }
}
