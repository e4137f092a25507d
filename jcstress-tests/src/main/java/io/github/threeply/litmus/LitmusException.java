package io.github.threeply.litmus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run did not come to its end, so that nothing can be said of the race. All its JVMs have been ended. */
public final class LitmusException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Kind {
        /** The run could not begin: no such class, no place for its files, {@link Litmus#create} threw, no such command. */
        NOT_STARTED,
        /** An actor, the arbiter, {@link Litmus#open} or {@link Litmus#close} threw. */
        THREW,
        /** A JVM ended in another way: it was killed, crashed, or exited. */
        DIED,
        /** No actor came forward for as long as the limit. */
        HUNG,
        /** A round was not seen by each actor exactly once, or not counted exactly once. */
        MISCOUNTED
    }

    private final Kind kind;
    private final String race;
    private final transient List<String> output;

    LitmusException(Kind kind, String race, String what, List<String> output, @Nullable Throwable cause) {
        super(text(race, what, output), cause);
        this.kind = kind;
        this.race = race;
        this.output = List.copyOf(output);
    }

    private static String text(String race, String what, List<String> output) {
        StringBuilder text = new StringBuilder(race).append(": ").append(what);
        for (int jvm = 0; jvm < output.size(); jvm++) {
            String printed = output.get(jvm).strip();
            text.append("\n  JVM ").append(jvm);
            if (printed.isEmpty()) {
                text.append(" printed nothing");
            } else {
                text.append(" printed\n    ").append(printed.replace("\n", "\n    "));
            }
        }
        return text.toString();
    }

    /** Returns what went wrong. */
    public Kind kind() {
        return kind;
    }

    /** Returns the name of the race, or of the class where there was no race yet. */
    public String race() {
        return race;
    }

    /**
     * Returns the last that each JVM printed: of one that hung, the stacks of its threads. Empty if none was started, or
     * after this exception was serialized.
     */
    public List<String> output() {
        return output == null ? List.of() : output;
    }
}
