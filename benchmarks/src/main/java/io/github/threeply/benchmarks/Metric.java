package io.github.threeply.benchmarks;

/**
 * One of the numbers that each round of a row gives.
 *
 * @param setting how the table calls it; empty if the row has only one
 * @param unit what it counts
 * @param limit how much ours may be; infinite if it is compared with that of others instead
 * @param judge which of our rounds must keep the limit
 */
public record Metric(String setting, Unit unit, double limit, Judge judge) {
    /** Operations in a second, compared with those of others. */
    public static final Metric RATE = compared("", Unit.RATE);

    /** Which of our rounds is judged. */
    public enum Judge {
        /** The middle one. */
        MEDIAN,
        /** The worst one, and the table shows each of them. */
        EACH_ROUND
    }

    /**
     * Makes one that is compared with what others reach.
     *
     * @param setting see above
     * @param unit see above
     * @return the metric
     */
    public static Metric compared(String setting, Unit unit) {
        return new Metric(setting, unit, Double.POSITIVE_INFINITY, Judge.MEDIAN);
    }

    /**
     * Makes one of which the middle round of ours must keep a limit.
     *
     * @param setting see above
     * @param unit see above
     * @param limit see above
     * @return the metric
     */
    public static Metric limited(String setting, Unit unit, double limit) {
        return new Metric(setting, unit, limit, Judge.MEDIAN);
    }

    boolean isLimited() {
        return limit != Double.POSITIVE_INFINITY;
    }
}
