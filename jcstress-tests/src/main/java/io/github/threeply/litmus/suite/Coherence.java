package io.github.threeply.litmus.suite;

import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Builder;
import io.github.threeply.litmus.Race.Purpose;

/** One process writes a word twice, the other reads it three times: it never goes back. */
public final class Coherence implements Litmus {
    @Override
    public Race race() {
        return named("coherence")
                .says(
                        "One process writes 1 and then 2 to a word, the other reads it three times, with opaque accesses.")
                .actor(0, round -> {
                    round.setOpaque(0, 1);
                    round.setOpaque(0, 2);
                })
                .actor(3, round -> {
                    round.result(0, round.getOpaque(0));
                    round.result(1, round.getOpaque(0));
                    round.result(2, round.getOpaque(0));
                })
                .forbidden(".*", "It went back.")
                .build();
    }

    private static Builder named(String name) {
        return Race.named(name)
                .words(1)
                .acceptable("0, 0, 0", "Nothing yet.")
                .acceptable("0, [01], 1|1, 1, 1", "The first write.")
                .acceptable("0, [01], 2|1, 1, 2|[012], 2, 2", "It only grew.");
    }

    /** With the accesses that a mapped buffer has. */
    public static final class Plain implements Litmus {
        @Override
        public Race race() {
            return named("coherence/plain")
                    .says("The same with plain accesses: a compiler may read in another order, or once for two.")
                    .purpose(Purpose.MAY_SHOW)
                    .actor(0, round -> {
                        round.set(0, 1);
                        round.set(0, 2);
                    })
                    .actor(3, round -> {
                        round.result(0, round.get(0));
                        round.result(1, round.get(0));
                        round.result(2, round.get(0));
                    })
                    .interesting(".*", "It went back.")
                    .build();
        }
    }
}
