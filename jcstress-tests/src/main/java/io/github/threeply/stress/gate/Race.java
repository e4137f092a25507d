package io.github.threeply.stress.gate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class of the gallery as a race, and tells about it. The nested classes are its halves: those with {@link Shows}
 * are broken, the others are cured. Of each kind the first one in the source is the one to look at first.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Race {

    /** What to call it on the command line: lower-case words with hyphens, as {@code lost-update}. */
    String name();

    /** A few words for a headline. */
    String title();

    /** What goes wrong, in two sentences for somebody who has never heard of it. */
    String wrong();

    /** On which hardware it shows, in a sentence. */
    String shows();

    /** The call of this library that cures it, and why it does. */
    String cure();

    /** Which program of the Python tutorials has this race; empty if none has. */
    String tutorial() default "";
}
