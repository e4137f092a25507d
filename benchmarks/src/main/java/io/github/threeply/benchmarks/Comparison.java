package io.github.threeply.benchmarks;

/**
 * Ours and one peer.
 *
 * @param setting what differs between the comparisons of one row, for example "2 threads"
 * @param ours what we reach
 * @param peer what stands beside it
 * @param theirs what the peer reaches
 * @param target the least ratio that is good enough; 0 if it is shown for information only
 */
public record Comparison(String setting, Figure ours, String peer, Figure theirs, double target) {

    /** Whether the target is met. */
    public enum Verdict {
        /** It is. */
        PASS,
        /** It is not. */
        MISS,
        /** There is none. */
        INFO
    }

    /**
     * Returns how many times as fast we are.
     *
     * @return ours divided by theirs
     */
    public double ratio() {
        return ours.median() / theirs.median();
    }

    /**
     * Judges the ratio.
     *
     * @return whether it meets the target
     */
    public Verdict verdict() {
        return target == 0 ? Verdict.INFO : ratio() >= target ? Verdict.PASS : Verdict.MISS;
    }
}
