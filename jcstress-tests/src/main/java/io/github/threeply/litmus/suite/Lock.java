package io.github.threeply.litmus.suite;

import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Builder;
import io.github.threeply.litmus.Race.Purpose;
import io.github.threeply.litmus.Round;
import io.github.threeply.stress.gate.Proves;

/** Two processes add one to a plain word under a {@link SharedLock}: one after the other, and the second sees the first. */
@Proves("shared.lock")
public final class Lock extends OverSharedMemory {
    private static final int ROUNDS = 512;
    private static final int VALUE = 0;
    private static final int HELD = 1;

    private final SharedLock[] locks = new SharedLock[ROUNDS];

    /** To be made by a run. */
    public Lock() {
        super(1024);
    }

    @Override
    void openAll(SharedMemory opened, int rounds) {
        for (int i = 0; i < rounds; i++) {
            locks[i] = opened.lock("lock-" + i);
        }
    }

    @Override
    public Race race() {
        return named("lock")
                .says("Two processes add one to a plain word, each holding a SharedLock.")
                .rounds(ROUNDS)
                .actor(1, this::addLocked)
                .actor(1, this::addLocked)
                .forbidden(".*", "Both were inside, or the second did not see the first.")
                .build();
    }

    private void addLocked(Round round) {
        SharedLock lock = locks[round.index()];
        lock.lock();
        try {
            add(round);
        } finally {
            lock.unlock();
        }
    }

    private static void add(Round round) {
        long was = round.get(VALUE);
        round.set(VALUE, was + 1);
        round.result(0, was);
    }

    private static Builder named(String name) {
        return Race.named(name)
                .arbiter(1, round -> round.result(0, round.get(VALUE)))
                .acceptable("0, 1, 2", "The first was first.")
                .acceptable("1, 0, 2", "The second was first.");
    }

    /** With a lock word of one's own that is taken in two steps. */
    public static final class CheckThenSet implements Litmus {
        @Override
        public Race race() {
            return named("lock/check-then-set")
                    .says("The same with a lock that is one volatile word: wait until it is 0, then set it.")
                    .purpose(Purpose.SHOWS)
                    .actor(1, CheckThenSet::addLocked)
                    .actor(1, CheckThenSet::addLocked)
                    .interesting("0, 0, 1", "Both were inside.")
                    .build();
        }

        private static void addLocked(Round round) {
            for (int tries = 0; round.getVolatile(HELD) != 0; tries++) {
                if (tries > 1_000) {
                    Thread.yield(); // its holder may wait for this processor
                }
            }
            Gap.leave(round);
            round.setVolatile(HELD, 1);
            long was = round.get(VALUE);
            Gap.leave(round); // inside, too: or one is through before the other comes
            round.set(VALUE, was + 1);
            round.result(0, was);
            round.setVolatile(HELD, 0);
        }
    }
}
