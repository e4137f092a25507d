package io.github.threeply.litmus.suite;

import io.github.threeply.ipc.shared.MappedCounter;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Builder;
import io.github.threeply.litmus.Race.Purpose;
import io.github.threeply.litmus.Round;
import io.github.threeply.stress.gate.Proves;
import java.util.function.ToLongFunction;

/** Two processes increment a {@link MappedCounter}: none is lost, and each gets a number of its own. */
@Proves("shared.counter")
public class Counter extends OverSharedMemory {
    private static final int ROUNDS = 1024;

    private final MappedCounter[] counters = new MappedCounter[ROUNDS];

    /** To be made by a run. */
    public Counter() {
        super(256);
    }

    @Override
    final void openAll(SharedMemory opened, int rounds) {
        for (int i = 0; i < rounds; i++) {
            counters[i] = opened.counter("counter-" + i);
        }
    }

    @Override
    public Race race() {
        return named("counter", round -> counter(round).increment())
                .says("Two processes increment a counter in a SharedMemory.")
                .forbidden("1, 1, .*", "One was lost.")
                .build();
    }

    final MappedCounter counter(Round round) {
        return counters[round.index()];
    }

    /** Two add one in the given way, and note what it is then. */
    final Builder named(String name, ToLongFunction<Round> addOne) {
        return Race.named(name)
                .rounds(ROUNDS)
                .words(0)
                .actor(1, round -> round.result(0, addOne.applyAsLong(round)))
                .actor(1, round -> round.result(0, addOne.applyAsLong(round)))
                .arbiter(1, round -> round.result(0, counter(round).getAndSet(0)))
                .acceptable("1, 2, 2", "The first was first.")
                .acceptable("2, 1, 2", "The second was first.");
    }

    /** By two operations of the counter, each of them one step. */
    public static final class GetThenSet extends Counter {
        /** To be made by a run. */
        public GetThenSet() {}

        @Override
        public Race race() {
            return named("counter/get-then-set", this::addOne)
                    .says("The same by two operations of the counter: what comes between them is overwritten.")
                    .purpose(Purpose.SHOWS)
                    .interesting("1, 1, 1", "One was lost.")
                    .build();
        }

        private long addOne(Round round) {
            MappedCounter counter = counter(round);
            long next = counter.get() + 1;
            Gap.leave(round);
            counter.getAndSet(next);
            return next;
        }
    }
}
