package io.github.threeply.benchmarks;

/**
 * A row without figures.
 *
 * @param verdict {@link Verdict#SKIP} or {@link Verdict#ERROR}
 * @param reason what it needs, or what went wrong
 */
public record Unmeasured(Verdict verdict, String reason) implements Finding {
    @Override
    public String setting() {
        return "";
    }
}
