package io.github.threeply.benchmarks;

import java.util.List;

/** One row of the table of benchmarks. */
public interface Row {

    /**
     * Returns the name by which the command knows it.
     *
     * @return small letters and hyphens
     */
    String name();

    /**
     * Says in one line what is compared with what.
     *
     * @return for example "Channel.bounded(1024), 1 to 1 threads: ArrayBlockingQueue, JCTools"
     */
    String about();

    /**
     * Says how long it takes to get figures that are to be believed.
     *
     * @return what {@link #measure} is given unless the command says otherwise
     */
    default Effort effort() {
        return Effort.ORDINARY;
    }

    /**
     * Measures ours and all that stand beside it, in one run.
     *
     * @param effort how long
     * @return one finding for each peer and each case
     * @throws Exception if something could not be measured
     */
    List<Finding> measure(Effort effort) throws Exception;
}
