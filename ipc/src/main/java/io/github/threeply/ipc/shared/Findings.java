package io.github.threeply.ipc.shared;

import java.util.ArrayList;
import java.util.List;

/** What was found out about one object: what it is, what one should know of it, and what is wrong with it. */
final class Findings {
    private String value = "";
    private final List<String> facts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** Its value or state, in a few words. */
    void value(String text) {
        value = text;
    }

    /** More about it. */
    void fact(String text) {
        facts.add(text);
    }

    /** What is not as in everyday use, and mends itself. */
    void note(String text) {
        notes.add(text);
    }

    /** What does not mend itself. */
    void problem(String text) {
        problems.add(text);
    }

    String value() {
        return value;
    }

    List<String> facts() {
        return facts;
    }

    List<String> notes() {
        return notes;
    }

    List<String> problems() {
        return problems;
    }
}
