package io.github.threeply.junit;

import java.io.Serial;
import java.time.Duration;
import java.util.List;

/** The failure of a test that left something behind. The message lists what, where it was opened, and what to do. */
public final class LeaksError extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<Leak> leaks;

    LeaksError(String test, List<Leak> leaks, Duration waited) {
        super(message(test, leaks, waited));
        this.leaks = List.copyOf(leaks);
    }

    private static String message(String test, List<Leak> leaks, Duration waited) {
        StringBuilder text = new StringBuilder(test)
                .append(leaks.size() == 1 ? " left 1 thing behind" : " left " + leaks.size() + " things behind");
        text.append(", which did not end within ").append(waited.toMillis()).append(" ms:");
        for (int i = 0; i < leaks.size(); i++) {
            text.append("\n ").append(i + 1).append(". ").append(leaks.get(i));
        }
        return text.toString();
    }

    /**
     * Returns what was left behind.
     *
     * @return the leaks, in the order of their kinds; none in an error that was serialized, whose message has them
     */
    public List<Leak> leaks() {
        List<Leak> known = leaks;
        return known == null ? List.of() : known;
    }
}
