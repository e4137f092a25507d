package io.github.threeply.litmus.suite;

import io.github.threeply.litmus.Round;

/**
 * What lies between the two steps of a broken twin. On a busy machine the actors rarely run at the same time, and hardly ever
 * is one of them stopped within the few instructions between two steps; so in one round of some dozens it lets others run
 * there. In all others it does nothing, so that the twin shows how often its race comes by itself.
 */
final class Gap {
    /** A power of two that is less than a stride: a few times between two meetings. */
    private static final int EVERY = 64;

    private Gap() {}

    /** All actors leave it in the same rounds: if they share a processor each then meets the other in the middle. */
    static void leave(Round round) {
        if (round.index() % EVERY == 0) {
            Thread.yield();
        }
    }
}
