package io.github.threeply.benchmarks;

/** One line of the table. */
public sealed interface Finding permits Comparison, Bound, Unmeasured {

    /**
     * Says what differs between the findings of one row.
     *
     * @return for example "2 threads" or "p99"; may be empty
     */
    String setting();

    /**
     * Judges it.
     *
     * @return whether it meets its target, if it has one
     */
    Verdict verdict();
}
