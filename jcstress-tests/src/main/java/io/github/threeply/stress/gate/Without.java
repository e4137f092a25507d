package io.github.threeply.stress.gate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the guarantees, as they are called in {@code guarantees.txt}, whose absence a race of the gallery shows. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Without {
    /** Returns the names of the guarantees. */
    String[] value();
}
