package io.github.threeply.core;

/** Being written. */
public final class Guarded {
    private Guarded() {}
}
