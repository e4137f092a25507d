package io.github.threeply.benchmarks;

/**
 * Something of ours that must stay below a limit, whoever stands beside it.
 *
 * @param setting see {@link #setting}
 * @param ours what we reach
 * @param judged the number of ours that is judged
 * @param limit how much it may be; infinite if it is shown for information only
 * @param detail what else there is to tell: what others reach, or each round
 */
public record Bound(String setting, Figure ours, double judged, double limit, String detail) implements Finding {
    @Override
    public Verdict verdict() {
        if (Double.isNaN(judged)) {
            return Verdict.MISS; // nothing was measured, so nothing is shown
        }
        return limit == Double.POSITIVE_INFINITY ? Verdict.INFO : judged <= limit ? Verdict.PASS : Verdict.MISS;
    }
}
