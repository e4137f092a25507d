package io.github.threeply.patterns;

/** Being written. */
public final class Tasks {
    private Tasks() {}
}
