package io.github.threeply.benchmarks;

import org.jspecify.annotations.Nullable;

/** What a row needs to be measured at all. */
@FunctionalInterface
public interface Requirement {
    /** Nothing. */
    Requirement NONE = () -> null;

    /** Virtual threads. */
    Requirement VIRTUAL_THREADS = () -> Runtime.version().feature() >= 21
            ? null
            : "needs virtual threads: JDK 21 or later, this is " + Runtime.version();

    /**
     * Looks whether it is there.
     *
     * @return what is missing, or {@code null} if nothing is
     */
    @Nullable
    String missing();
}
