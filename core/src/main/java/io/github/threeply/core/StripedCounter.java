package io.github.threeply.core;

/** Being written. */
public final class StripedCounter {
    private StripedCounter() {}
}
