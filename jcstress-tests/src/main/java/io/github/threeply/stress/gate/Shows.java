package io.github.threeply.stress.gate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the broken half of a race with the hardware that shows it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Shows {

    /** Where the race can be seen in a short run. */
    Hardware on();

    /** Kinds of processor, by what they let us see. */
    enum Hardware {
        /** Any with two cores: the race needs no reordering, or one that even x86 does. */
        ANY,
        /** Those that reorder more than x86 does, as AArch64; on x86 only a compiler may show it, and rarely. */
        WEAKLY_ORDERED
    }
}
