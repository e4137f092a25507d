package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import io.github.threeply.stress.support.MappedQueues;
import io.github.threeply.stress.support.TwoMappings;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

@Race(
        name = "look-then-take",
        title = "Both have the item",
        wrong = "Two processes take from a queue in a file that both have mapped: each looks whether the cell "
                + "has an item, copies it, and marks the cell as free. Both have looked before either has "
                + "marked, so both have the item.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "SharedQueue.tryTake(): the mark is a compare-and-set of what was seen.")
@Without("shared.queue")
public class LookThenTake {
    private static final long FREE = 0;
    private static final long PUBLISHED = 2;

    /** The mark is a store. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "The first has the item.")
    @Outcome(id = "0, 7", expect = ACCEPTABLE, desc = "The second has the item.")
    @Outcome(id = "7, 7", expect = ACCEPTABLE_INTERESTING, desc = "Both have it.")
    public static class Store {
        private final int at = TwoMappings.claim();

        public Store() {
            TwoMappings.LONG.setVolatile(TwoMappings.FIRST, at + TwoMappings.APART, 7L);
            TwoMappings.LONG.setVolatile(TwoMappings.FIRST, at, PUBLISHED);
        }

        @Actor
        public void first(JJ_Result r) {
            if ((long) TwoMappings.LONG.getVolatile(TwoMappings.FIRST, at) == PUBLISHED) {
                r.r1 = (long) TwoMappings.LONG.getVolatile(TwoMappings.FIRST, at + TwoMappings.APART);
                TwoMappings.LONG.setVolatile(TwoMappings.FIRST, at, FREE);
            }
        }

        @Actor
        public void second(JJ_Result r) {
            if ((long) TwoMappings.LONG.getVolatile(TwoMappings.SECOND, at) == PUBLISHED) {
                r.r2 = (long) TwoMappings.LONG.getVolatile(TwoMappings.SECOND, at + TwoMappings.APART);
                TwoMappings.LONG.setVolatile(TwoMappings.SECOND, at, FREE);
            }
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "The first has the item.")
    @Outcome(id = "0, 7", expect = ACCEPTABLE, desc = "The second has the item.")
    @Outcome(expect = FORBIDDEN, desc = "Both have it, or nobody.")
    public static class CuredBySharedQueue {
        private final int slot = MappedQueues.GENERAL.claim();

        public CuredBySharedQueue() {
            MappedQueues.GENERAL.first(slot).tryPutLong(7);
        }

        @Actor
        public void first(JJ_Result r) {
            r.r1 = MappedQueues.GENERAL.first(slot).tryTakeLong(0);
        }

        @Actor
        public void second(JJ_Result r) {
            r.r2 = MappedQueues.GENERAL.second(slot).tryTakeLong(0);
        }
    }
}
