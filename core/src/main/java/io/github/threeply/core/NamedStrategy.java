package io.github.threeply.core;

import java.util.function.Supplier;

/** A strategy that prints its name. */
record NamedStrategy(String name, Supplier<Guard> guards) implements LockStrategy {

    @Override
    public Guard newGuard() {
        return guards.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
