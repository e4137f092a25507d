package io.github.threeply.stress.gate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the guarantees that a test of the contract, or a litmus test, holds, as they are called in {@code guarantees.txt}. On a class around
 * several tests it counts for each of them that has none of its own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Proves {
    /** Returns the names of the guarantees. */
    String[] value();
}
