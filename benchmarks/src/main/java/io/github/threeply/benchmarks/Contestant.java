package io.github.threeply.benchmarks;

import java.util.concurrent.Callable;

/**
 * One of those that a {@link ForkedRow} compares.
 *
 * @param name how the table calls it
 * @param start makes its work ready; called once, in a JVM of its own
 * @param target how many times as fast ours must be; 0 for ours, and for those shown for information only
 */
public record Contestant(String name, Callable<? extends Work> start, double target) {}
