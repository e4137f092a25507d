package io.github.threeply.junit;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One thing that was left behind.
 *
 * @param kind what it is
 * @param description what it is, in words, with its name
 * @param where the calls that opened it; for a thread, where it is now; without those inside this library
 * @param advice what to do about it
 */
public record Leak(LeakKind kind, String description, List<StackTraceElement> where, String advice) {
    private static final int MOST_FRAMES = 12;

    /** Copies the list. */
    public Leak {
        requireNonNull(kind, "kind");
        requireNonNull(description, "description");
        where = List.copyOf(where);
        requireNonNull(advice, "advice");
    }

    /**
     * Returns all of it, for people.
     *
     * @return several lines, the last without an end
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(description);
        if (!where.isEmpty()) {
            text.append(kind == LeakKind.THREADS ? "; it is at" : "; it was opened at");
        }
        for (int i = 0; i < Math.min(where.size(), MOST_FRAMES); i++) {
            text.append("\n        ").append(where.get(i));
        }
        if (where.size() > MOST_FRAMES) {
            text.append("\n        ... ").append(where.size() - MOST_FRAMES).append(" more");
        }
        return text.append("\n    ").append(advice).toString();
    }
}
