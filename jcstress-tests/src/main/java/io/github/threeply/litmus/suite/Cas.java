package io.github.threeply.litmus.suite;

import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Builder;
import io.github.threeply.litmus.Race.Purpose;

/** Two processes try to be the first: one is, and both know which. */
public final class Cas implements Litmus {
    @Override
    public Race race() {
        return named("cas")
                .says("Two processes try to write their number over a 0 by compare-and-set.")
                .actor(1, round -> round.result(0, round.compareAndSet(0, 0, 1) ? 1 : 0))
                .actor(1, round -> round.result(0, round.compareAndSet(0, 0, 2) ? 1 : 0))
                .forbidden("1, 1, .*", "Both think that they are.")
                .build();
    }

    private static Builder named(String name) {
        return Race.named(name)
                .words(1)
                .arbiter(1, round -> round.result(0, round.get(0)))
                .acceptable("1, 0, 1", "The first was first.")
                .acceptable("0, 1, 2", "The second was first.");
    }

    /** In two steps. */
    public static final class CheckThenSet implements Litmus {
        @Override
        public Race race() {
            return named("cas/check-then-set")
                    .says("The same in two steps, each of them volatile: look whether it is 0, then write.")
                    .purpose(Purpose.SHOWS)
                    .actor(1, round -> {
                        boolean free = round.getVolatile(0) == 0;
                        Gap.leave(round);
                        if (free) {
                            round.setVolatile(0, 1);
                        }
                        round.result(0, free ? 1 : 0);
                    })
                    .actor(1, round -> {
                        boolean free = round.getVolatile(0) == 0;
                        Gap.leave(round);
                        if (free) {
                            round.setVolatile(0, 2);
                        }
                        round.result(0, free ? 1 : 0);
                    })
                    .interesting("1, 1, .*", "Both think that they are.")
                    .build();
        }
    }
}
