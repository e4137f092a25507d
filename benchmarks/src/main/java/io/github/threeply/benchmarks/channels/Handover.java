package io.github.threeply.benchmarks.channels;

/** A queue that blocks at both ends. Each JVM loads one implementation only, so a call of it costs nothing. */
interface Handover {
    void put(Integer item) throws InterruptedException;

    Integer take() throws InterruptedException;
}
