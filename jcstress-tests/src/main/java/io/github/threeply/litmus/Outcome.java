package io.github.threeply.litmus;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * What some outcomes of a race are called: their grade and what they mean.
 *
 * @param id the results, separated by a comma and a blank ({@code "0, 1"}), as they are or as a regular expression that
 *     matches all of them
 * @param grade the grade
 * @param meaning what happened, in a few words
 */
public record Outcome(Pattern id, Grade grade, String meaning) {

    /** What a race says of outcomes that it does not name. */
    static final Outcome UNNAMED = new Outcome(Pattern.compile(".*"), Grade.FORBIDDEN, "Named by nobody.");

    /** Checks the arguments. */
    public Outcome {
        requireNonNull(id, "id");
        requireNonNull(grade, "grade");
        requireNonNull(meaning, "meaning");
    }

    boolean matches(String results) {
        return id.pattern().equals(results) || id.matcher(results).matches();
    }
}
