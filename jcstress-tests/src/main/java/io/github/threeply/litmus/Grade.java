package io.github.threeply.litmus;

import java.util.Locale;

/** What is thought of an outcome. */
public enum Grade {
    /** It may happen, and is right. */
    ACCEPTABLE,
    /** It may happen, and is what the race is there to show: something that a newcomer would not expect. */
    INTERESTING,
    /** It must not happen. */
    FORBIDDEN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
