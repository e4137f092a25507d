package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guard;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.stress.gate.Proves;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Does a reader inside a guard see all of a writer's work or nothing of it? Two plain fields show it: without exclusion
 * or publication one is seen new and the other old. Reads twice, in the primitive form, which may be optimistic, and in
 * the general one; a digit for each field.
 */
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Both reads before the writer.")
@Outcome(id = "0, 11", expect = ACCEPTABLE, desc = "The writer between the reads.")
@Outcome(id = "11, 11", expect = ACCEPTABLE, desc = "Both reads after the writer.")
@Outcome(expect = FORBIDDEN, desc = "Half of the writer's work was seen, or a read went back.")
@Proves("guard.exclusion")
public class ExclusionStress {

    /** What the guard protects. */
    static final class Pair {
        int left;
        int right;

        /** With a moment between the two, so that a writer who is not kept out comes in there. */
        long both() {
            int first = left;
            Thread.onSpinWait();
            return first * 10L + right;
        }

        static long writeBoth(Pair pair, long value) {
            pair.left = (int) value;
            Thread.onSpinWait();
            pair.right = (int) value;
            return value;
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class Intrinsic {
        private final Guard guard = LockStrategy.intrinsic().newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class Reentrant {
        private final Guard guard = LockStrategy.reentrant().newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class Fair {
        private final Guard guard = LockStrategy.fair().newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class ReadWrite {
        private final Guard guard = LockStrategy.readWrite().newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class Stamped {
        private final Guard guard = LockStrategy.stamped().newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class Semaphore {
        private final Guard guard = LockStrategy.semaphore().newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class Spin {
        private final Guard guard = LockStrategy.spin().newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class Ticket {
        private final Guard guard = LockStrategy.ticket().newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class Mcs {
        private final Guard guard = LockStrategy.mcs().newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class OfLock {
        private final Guard guard = LockStrategy.of(new ReentrantLock()).newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }

    @JCStressTest
    @JCStressMeta(ExclusionStress.class)
    @State
    public static class OfReadWriteLock {
        private final Guard guard =
                LockStrategy.of(new ReentrantReadWriteLock()).newGuard();
        private final Pair pair = new Pair();

        @Actor
        public void writer() {
            guard.writeLong(pair, 1, Pair::writeBoth);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = guard.readLong(pair, 0, (p, nothing) -> p.both());
            r.r2 = guard.read(pair::both);
        }
    }
}
