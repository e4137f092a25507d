package io.github.threeply.stress.gate;

/** What a stress test can show that is worth telling. */
public enum Alarm {
    /** An outcome marked interesting was seen: a race showed itself. */
    INTERESTING,
    /** An outcome was seen that must not be. */
    FORBIDDEN,
    /** An actor did not come back. */
    HANG,
    /** An actor threw, the JVM died, or the test did not fit its runner. */
    ERROR;

    /** Tells whether a test of the contract fails by it. */
    boolean isFault() {
        return this != INTERESTING;
    }
}
