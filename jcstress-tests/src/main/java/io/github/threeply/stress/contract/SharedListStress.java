package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedList;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedLists;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Does a list in shared memory keep what two processes append, in an order that all see? Items are numbers from 1. */
@Proves("shared.list")
public class SharedListStress {

    /** Two appends get two places. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1, 12", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0, 21", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "An item was lost, or is elsewhere than its writer was told.")
    public static class TwoAppends {
        private final int slot = MappedLists.claim();

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = MappedLists.first(slot).append(1L);
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = MappedLists.second(slot).append(2L);
        }

        @Arbiter
        public void after(JJJ_Result r) {
            for (long item : MappedLists.first(slot)) {
                r.r3 = 10 * r.r3 + item;
            }
        }
    }

    /** A reader sees items whole and in their order, or not yet. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing yet.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first came between the looks.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first only.")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Both.")
    @Outcome(expect = FORBIDDEN, desc = "An item before it was there, or out of order.")
    public static class AppendVsRead {
        private final int slot = MappedLists.claim();
        private final SharedList.Reader<Long> reader = MappedLists.second(slot).reader(0);

        @Actor
        public void writer() {
            MappedLists.first(slot).append(1L);
            MappedLists.first(slot).append(2L);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = next();
            r.r2 = next();
        }

        private long next() {
            Long item = reader.tryNext();
            return item == null ? 0 : item;
        }
    }

    /** One who waits is woken. A wake-up that is lost shows as a hang. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Both, in order.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost, or out of order.")
    public static class Follow {
        private final int slot = MappedLists.claim();
        private final SharedList.Reader<Long> reader = MappedLists.second(slot).reader(0);

        @Actor
        public void writer() {
            MappedLists.first(slot).append(1L);
            MappedLists.first(slot).append(2L);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = next();
            r.r2 = next();
        }

        private long next() {
            try {
                return reader.next();
            } catch (InterruptedException e) {
                return -1;
            }
        }
    }

    /** Two count the empty places that nobody has counted yet. */
    @JCStressTest
    @State
    @Outcome(id = "2, 2, 2", expect = ACCEPTABLE, desc = "Each place counts once.")
    @Outcome(expect = FORBIDDEN, desc = "A place was left out, or counted twice.")
    public static class TwoCounts {
        private final int slot = MappedLists.claimWithEmptyPlaces();

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = MappedLists.first(slot).emptyPlaces();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = MappedLists.second(slot).emptyPlaces();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = MappedLists.first(slot).emptyPlaces();
        }
    }
}
