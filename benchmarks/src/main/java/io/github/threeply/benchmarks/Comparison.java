package io.github.threeply.benchmarks;

/**
 * Ours and one peer.
 *
 * @param setting see {@link #setting}
 * @param ours what we reach
 * @param peer what stands beside it
 * @param theirs what the peer reaches
 * @param target the least ratio that is good enough; 0 if it is shown for information only
 */
public record Comparison(String setting, Figure ours, String peer, Figure theirs, double target) implements Finding {

    /**
     * Returns how many times as good we are.
     *
     * @return ours divided by theirs, or theirs by ours where less is better
     */
    public double ratio() {
        return ours.unit().moreIsBetter() ? ours.median() / theirs.median() : theirs.median() / ours.median();
    }

    @Override
    public Verdict verdict() {
        return target == 0 ? Verdict.INFO : ratio() >= target ? Verdict.PASS : Verdict.MISS;
    }
}
