package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.DeadlockMonitor;
import io.github.threeply.core.HeldLocks;
import io.github.threeply.core.LockRanks;
import io.github.threeply.core.Locks;
import io.github.threeply.stress.gate.Proves;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Do two threads that name the same two locks in opposite orders both get them? A deadlock would be reported as a hang.
 * And are both locks held then: no increment of a plain field is lost. See {@code LocksCrosswise} in the gallery.
 */
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both had both locks, one after the other.")
@Outcome(expect = FORBIDDEN, desc = "An increment was lost.")
@Proves("locks.order")
public class OrderedLocksStress {

    @JCStressTest
    @JCStressMeta(OrderedLocksStress.class)
    @State
    public static class Plain {
        private final Lock a = new ReentrantLock();
        private final Lock b = new ReentrantLock();
        private int count;

        @Actor
        public void first() {
            HeldLocks held = Locks.acquireAll(a, b);
            count++;
            held.close();
        }

        @Actor
        public void second() {
            HeldLocks held = Locks.acquireAll(b, a);
            count++;
            held.close();
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = count;
        }
    }

    /** Of one rank, which only their identity can order. */
    @JCStressTest
    @JCStressMeta(OrderedLocksStress.class)
    @State
    public static class OfOneRank {
        private static final LockRanks RANKS = LockRanks.create();

        private final Lock a = RANKS.lock("a", 1);
        private final Lock b = RANKS.lock("b", 1);
        private int count;

        @Actor
        public void first() {
            Locks.holding(() -> count++, a, b);
        }

        @Actor
        public void second() {
            Locks.holding(() -> count++, b, a);
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = count;
        }
    }

    @JCStressTest
    @JCStressMeta(OrderedLocksStress.class)
    @State
    public static class Monitored {
        private static final DeadlockMonitor MONITOR = DeadlockMonitor.builder().start();

        private final Lock a = MONITOR.lock("a");
        private final Lock b = MONITOR.lock("b");
        private int count;

        @Actor
        public void first() {
            Locks.holding(() -> count++, a, b);
        }

        @Actor
        public void second() {
            Locks.holding(() -> count++, b, a);
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = count;
        }
    }
}
