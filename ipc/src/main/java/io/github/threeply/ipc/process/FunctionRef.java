package io.github.threeply.ipc.process;

import java.util.concurrent.atomic.AtomicInteger;

/** A function that was encoded once and is known to workers by its number. */
final class FunctionRef {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final int number = NUMBERS.incrementAndGet();
    private final byte[] definition;
    private final String name;

    FunctionRef(byte[] definition, String name) {
        this.definition = definition;
        this.name = name;
    }

    /** What errors call it. */
    String name() {
        return name;
    }

    int number() {
        return number;
    }

    byte[] definition() {
        return definition;
    }
}
