package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.LockOrder;
import io.github.threeply.core.LockOrderException;
import io.github.threeply.core.LockRanks;
import io.github.threeply.stress.gate.Proves;
import java.util.concurrent.locks.Lock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Is one of two threads that take two locks crosswise refused before it waits? A deadlock would be reported as a hang.
 */
public class LockOrderStress {

    static String takeBoth(Lock first, Lock second) {
        first.lock();
        try {
            second.lock();
            second.unlock();
            return "BOTH";
        } catch (LockOrderException e) {
            return "REFUSED";
        } finally {
            first.unlock();
        }
    }

    /** Ranks say beforehand which one is. */
    @JCStressTest
    @State
    @Outcome(id = "BOTH, REFUSED", expect = ACCEPTABLE, desc = "The one that went down was refused.")
    @Outcome(expect = FORBIDDEN, desc = "The wrong one was refused, or none.")
    @Proves("locks.ranks")
    public static class Ranked {
        private static final LockRanks RANKS = LockRanks.create();

        private final Lock low = RANKS.lock("low", 1);
        private final Lock high = RANKS.lock("high", 2);

        @Actor
        public void up(LL_Result r) {
            r.r1 = takeBoth(low, high);
        }

        @Actor
        public void down(LL_Result r) {
            r.r2 = takeBoth(high, low);
        }
    }

    /** The order is learned from the one that is first: of two new edges that close a circle, neither is missed. */
    @JCStressTest
    @State
    @Outcome(id = "BOTH, REFUSED", expect = ACCEPTABLE, desc = "The first one's order was learned.")
    @Outcome(id = "REFUSED, BOTH", expect = ACCEPTABLE, desc = "The second one's order was learned.")
    @Outcome(expect = FORBIDDEN, desc = "Both learned, so they could have deadlocked; or both were refused.")
    @Proves("locks.learned")
    public static class Learned {
        private static final LockOrder ORDER = LockOrder.strict();

        private final Lock a = ORDER.lock("a");
        private final Lock b = ORDER.lock("b");

        @Actor
        public void first(LL_Result r) {
            r.r1 = takeBoth(a, b);
        }

        @Actor
        public void second(LL_Result r) {
            r.r2 = takeBoth(b, a);
        }
    }
}
