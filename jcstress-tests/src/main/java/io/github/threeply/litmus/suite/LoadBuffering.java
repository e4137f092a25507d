package io.github.threeply.litmus.suite;

import io.github.threeply.litmus.Litmus;
import io.github.threeply.litmus.Race;

/** Each of two processes reads one word and then writes the other: not both can have read what the other wrote later. */
public final class LoadBuffering implements Litmus {
    @Override
    public Race race() {
        return Race.named("load-buffering")
                .says("Each of two processes reads a word with acquire and then writes another with release.")
                .actor(1, round -> {
                    round.result(0, round.getAcquire(0));
                    round.setRelease(1, 1);
                })
                .actor(1, round -> {
                    round.result(0, round.getAcquire(1));
                    round.setRelease(0, 1);
                })
                .acceptable("0, 0", "Both read first.")
                .acceptable("0, 1", "The first was first.")
                .acceptable("1, 0", "The second was first.")
                .forbidden("1, 1", "Each read what the other wrote only afterwards.")
                .build();
    }
}
