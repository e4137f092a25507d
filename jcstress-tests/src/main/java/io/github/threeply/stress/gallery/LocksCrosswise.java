package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.HeldLocks;
import io.github.threeply.core.Locks;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

@Race(
        name = "locks-crosswise",
        title = "Two locks, taken crosswise",
        wrong = "One thread takes lock A and then B, another takes B and then A. If each has its first lock "
                + "when it asks for its second, both wait for ever: a deadlock.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "Locks.acquireAll(a, b): it takes them in one order, whatever the order of the arguments.",
        tutorial = "deadlock, which they only name")
@Without({"locks.order", "locks.ranks", "locks.learned", "deadlock.found"})
public class LocksCrosswise {

    /** Tries for the second lock instead of waiting for it, so that one who would wait for ever can say so. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "GOT, GOT", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(
            id = {"GOT, WAITS", "WAITS, GOT"},
            expect = ACCEPTABLE,
            desc = "One would have waited until the other is done.")
    @Outcome(id = "WAITS, WAITS", expect = ACCEPTABLE_INTERESTING, desc = "Both would have waited for ever.")
    public static class Broken {
        private final Lock a = new ReentrantLock();
        private final Lock b = new ReentrantLock();

        @Actor
        public void first(LL_Result r) {
            r.r1 = takeBoth(a, b);
        }

        @Actor
        public void second(LL_Result r) {
            r.r2 = takeBoth(b, a);
        }

        private static String takeBoth(Lock first, Lock second) {
            first.lock();
            try {
                if (!second.tryLock()) {
                    return "WAITS";
                }
                second.unlock();
                return "GOT";
            } finally {
                first.unlock();
            }
        }
    }

    /** Cured: both get both. One who waited for ever would be reported as a hang. */
    @JCStressTest
    @State
    @Outcome(id = "GOT, GOT", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "Anything else.")
    public static class CuredByOrder {
        private final Lock a = new ReentrantLock();
        private final Lock b = new ReentrantLock();

        @Actor
        public void first(LL_Result r) {
            r.r1 = takeBoth(a, b);
        }

        @Actor
        public void second(LL_Result r) {
            r.r2 = takeBoth(b, a);
        }

        private static String takeBoth(Lock one, Lock other) {
            HeldLocks held = Locks.acquireAll(one, other);
            held.close();
            return "GOT";
        }
    }
}
