package io.github.threeply.litmus.suite;

import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;
import io.github.threeply.litmus.Race.Builder;
import io.github.threeply.litmus.Race.Purpose;

/** Each of two processes raises its flag and then looks at the other's: at least one sees the other. */
public final class StoreBuffering implements Litmus {
    @Override
    public Race race() {
        return named("store-buffering")
                .says("Each of two processes raises its flag and then looks at the other's, with volatile accesses.")
                .actor(1, round -> {
                    round.setVolatile(0, 1);
                    round.result(0, round.getVolatile(1));
                })
                .actor(1, round -> {
                    round.setVolatile(1, 1);
                    round.result(0, round.getVolatile(0));
                })
                .forbidden("0, 0", "None saw the other.")
                .build();
    }

    private static Builder named(String name) {
        return Race.named(name)
                .acceptable("0, 1", "The first was first.")
                .acceptable("1, 0", "The second was first.")
                .acceptable("1, 1", "Both saw each other.");
    }

    /** With the accesses that a mapped buffer has. */
    public static final class Plain implements Litmus {
        @Override
        public Race race() {
            return named("store-buffering/plain")
                    .says("The same with plain accesses: the store waits in the processor while the read goes ahead.")
                    .purpose(Purpose.SHOWS)
                    .actor(1, round -> {
                        round.set(0, 1);
                        round.result(0, round.get(1));
                    })
                    .actor(1, round -> {
                        round.set(1, 1);
                        round.result(0, round.get(0));
                    })
                    .interesting("0, 0", "None saw the other.")
                    .build();
        }
    }

    /** With accesses that are strong enough to pass a message, and not for this. */
    public static final class Release implements Litmus {
        @Override
        public Race race() {
            return named("store-buffering/release")
                    .says("The same with release and acquire, which pass a message and do not help here.")
                    .purpose(Purpose.SHOWS)
                    .actor(1, round -> {
                        round.setRelease(0, 1);
                        round.result(0, round.getAcquire(1));
                    })
                    .actor(1, round -> {
                        round.setRelease(1, 1);
                        round.result(0, round.getAcquire(0));
                    })
                    .interesting("0, 0", "None saw the other.")
                    .build();
        }
    }
}
