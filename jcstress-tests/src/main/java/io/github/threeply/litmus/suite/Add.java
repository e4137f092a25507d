package io.github.threeply.litmus.suite;

import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Builder;
import io.github.threeply.litmus.Race.Purpose;

/** Two processes add one: none is lost. */
public final class Add implements Litmus {
    @Override
    public Race race() {
        return named("add")
                .says("Two processes add one to a word in one step, and note what it was.")
                .actor(1, round -> round.result(0, round.getAndAdd(0, 1)))
                .actor(1, round -> round.result(0, round.getAndAdd(0, 1)))
                .forbidden(".*", "One was lost.")
                .build();
    }

    private static Builder named(String name) {
        return Race.named(name)
                .words(1)
                .arbiter(1, round -> round.result(0, round.get(0)))
                .acceptable("0, 1, 2", "The first was first.")
                .acceptable("1, 0, 2", "The second was first.");
    }

    /** With the accesses that a mapped buffer has. */
    public static final class Plain implements Litmus {
        @Override
        public Race race() {
            return named("add/plain")
                    .says("The same with a read and a write: what comes between them is overwritten.")
                    .purpose(Purpose.SHOWS)
                    .actor(1, round -> {
                        long was = round.get(0);
                        Gap.leave(round);
                        round.set(0, was + 1);
                        round.result(0, was);
                    })
                    .actor(1, round -> {
                        long was = round.get(0);
                        Gap.leave(round);
                        round.set(0, was + 1);
                        round.result(0, was);
                    })
                    .interesting("0, 0, 1", "One was lost.")
                    .build();
        }
    }
}
