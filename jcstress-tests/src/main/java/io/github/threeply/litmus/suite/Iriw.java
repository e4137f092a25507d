package io.github.threeply.litmus.suite;

import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Purpose;

/** Two processes write a word each, two others read both, in opposite orders: they agree on which write was first. */
public final class Iriw implements Litmus {
    @Override
    public Race race() {
        return Race.named("iriw")
                .says(
                        "Two processes write a word each, two others read both in opposite orders, with volatile accesses.")
                .actor(0, round -> round.setVolatile(0, 1))
                .actor(0, round -> round.setVolatile(1, 1))
                .actor(2, round -> {
                    round.result(0, round.getVolatile(0));
                    round.result(1, round.getVolatile(1));
                })
                .actor(2, round -> {
                    round.result(0, round.getVolatile(1));
                    round.result(1, round.getVolatile(0));
                })
                .forbidden("1, 0, 1, 0", "Each saw the other write first.")
                .acceptable("[01], [01], [01], [01]", "The readers agree.")
                .build();
    }

    /** Without one order for all. */
    public static final class Opaque implements Litmus {
        @Override
        public Race race() {
            return Race.named("iriw/opaque")
                    .says("The same with opaque accesses, which give no order between two words. Never seen on x86.")
                    .purpose(Purpose.MAY_SHOW)
                    .actor(0, round -> round.setOpaque(0, 1))
                    .actor(0, round -> round.setOpaque(1, 1))
                    .actor(2, round -> {
                        round.result(0, round.getOpaque(0));
                        round.result(1, round.getOpaque(1));
                    })
                    .actor(2, round -> {
                        round.result(0, round.getOpaque(1));
                        round.result(1, round.getOpaque(0));
                    })
                    .interesting("1, 0, 1, 0", "Each saw the other write first.")
                    .acceptable("[01], [01], [01], [01]", "The readers agree.")
                    .build();
        }
    }
}
