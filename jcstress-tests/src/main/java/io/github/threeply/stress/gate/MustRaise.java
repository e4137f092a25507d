package io.github.threeply.stress.gate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a canary with the alarm it has to raise. A run in which it stays silent proves nothing about other tests. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MustRaise {

    /** The alarm. */
    Alarm value();
}
