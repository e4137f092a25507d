package io.github.threeply.litmus.suite;

import io.github.threeply.ipc.shared.MappedCounter;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.litmus.Race;

/** Two processes increment a {@link MappedCounter}: none is lost, and each gets a number of its own. */
public final class Counter extends OverSharedMemory {
    private static final int ROUNDS = 1024;

    private final MappedCounter[] counters = new MappedCounter[ROUNDS];

    /** To be made by a run. */
    public Counter() {
        super(256);
    }

    @Override
    void openAll(SharedMemory opened, int rounds) {
        for (int i = 0; i < rounds; i++) {
            counters[i] = opened.counter("counter-" + i);
        }
    }

    @Override
    public Race race() {
        return Race.named("counter")
                .says("Two processes increment a counter in a SharedMemory.")
                .rounds(ROUNDS)
                .words(0)
                .actor(1, round -> round.result(0, counters[round.index()].increment()))
                .actor(1, round -> round.result(0, counters[round.index()].increment()))
                .arbiter(1, round -> round.result(0, counters[round.index()].getAndSet(0)))
                .acceptable("1, 2, 2", "The first was first.")
                .acceptable("2, 1, 2", "The second was first.")
                .forbidden("1, 1, .*", "One was lost.")
                .build();
    }
}
