package io.github.threeply.litmus.suite;

import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Builder;
import io.github.threeply.litmus.Race.Purpose;

/** Each of two processes reads one word and then writes the other: not both can have read what the other wrote later. */
public final class LoadBuffering implements Litmus {
    @Override
    public Race race() {
        return named("load-buffering")
                .says("Each of two processes reads a word with acquire and then writes another with release.")
                .actor(1, round -> {
                    round.result(0, round.getAcquire(0));
                    round.setRelease(1, 1);
                })
                .actor(1, round -> {
                    round.result(0, round.getAcquire(1));
                    round.setRelease(0, 1);
                })
                .forbidden("1, 1", "Each read what the other wrote only afterwards.")
                .build();
    }

    private static Builder named(String name) {
        return Race.named(name)
                .acceptable("0, 0", "Both read first.")
                .acceptable("0, 1", "The first was first.")
                .acceptable("1, 0", "The second was first.");
    }

    /** With the accesses that a mapped buffer has. */
    public static final class Plain implements Litmus {
        @Override
        public Race race() {
            return named("load-buffering/plain")
                    .says("The same with plain accesses: a compiler, or a processor weaker than x86, may write first.")
                    .purpose(Purpose.MAY_SHOW)
                    .actor(1, round -> {
                        round.result(0, round.get(0));
                        round.set(1, 1);
                    })
                    .actor(1, round -> {
                        round.result(0, round.get(1));
                        round.set(0, 1);
                    })
                    .interesting("1, 1", "Each read what the other wrote only afterwards.")
                    .build();
        }
    }
}
