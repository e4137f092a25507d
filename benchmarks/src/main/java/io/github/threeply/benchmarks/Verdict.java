package io.github.threeply.benchmarks;

/** What a finding comes to. */
public enum Verdict {
    /** The target is met. */
    PASS,
    /** It is not. */
    MISS,
    /** There is none: shown for information. */
    INFO,
    /** It cannot be measured here. */
    SKIP,
    /** Measuring it failed. */
    ERROR
}
