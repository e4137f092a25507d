package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.Acquisition;
import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedLocks;
import java.util.concurrent.locks.Condition;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Does a lock in shared memory exclude two processes, and publish what was done under it? Two mappings of one file in one
 * JVM show the same races as two processes do. What it protects is plain memory. The twin is {@code LookThenLock} in the
 * gallery.
 */
@Proves("shared.lock")
public class SharedLockStress {

    /** Nobody enters between what another does, and all of that is seen. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "Both were inside, or one did not see what the other did.")
    public static class Exclusion {
        private final int slot = MappedLocks.claim();
        private final SharedLock one = MappedLocks.first(slot);
        private final SharedLock other = MappedLocks.second(slot);
        private int plain;

        @Actor
        public void first(II_Result r) {
            one.lock();
            r.r1 = ++plain;
            one.unlock();
        }

        @Actor
        public void second(II_Result r) {
            other.lock();
            r.r2 = ++plain;
            other.unlock();
        }
    }

    /** Of two that try, one succeeds; the other too, if it comes after the release. Never both at once. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first had it.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second had it.")
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "Both had it at once, or none though nobody had it.")
    public static class TryLock {
        private final int slot = MappedLocks.claim();
        private final SharedLock one = MappedLocks.first(slot);
        private final SharedLock other = MappedLocks.second(slot);
        private int plain;

        @Actor
        public void first(II_Result r) {
            if (one.tryLock()) {
                r.r1 = ++plain;
                one.unlock();
            }
        }

        @Actor
        public void second(II_Result r) {
            if (other.tryLock()) {
                r.r2 = ++plain;
                other.unlock();
            }
        }
    }

    /** Each holding has a number of its own, and the later one the greater. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The numbers are in the order of the holdings.")
    @Outcome(expect = FORBIDDEN, desc = "A later holding had a smaller number, or the same.")
    @Proves("shared.lock.token")
    public static class Tokens {
        private final int slot = MappedLocks.claim();
        private final SharedLock one = MappedLocks.first(slot);
        private final SharedLock other = MappedLocks.second(slot);
        private long last;
        private int rising = 1;

        private void look(long token) {
            rising &= token > last ? 1 : 0;
            last = token;
        }

        @Actor
        public void first() {
            look(one.acquire().token());
            one.unlock();
        }

        @Actor
        public void second() {
            look(other.acquire().token());
            other.unlock();
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r1 = rising;
            r.r2 = last > 1 ? 1 : 0;
        }
    }

    /** Of two that find an ended holder, one takes over and is told; the other finds a lock that is whole again. */
    @JCStressTest
    @State
    @Outcome(id = "ABANDONED, CLEAN", expect = ACCEPTABLE, desc = "The first took over.")
    @Outcome(id = "CLEAN, ABANDONED", expect = ACCEPTABLE, desc = "The second took over.")
    @Outcome(expect = FORBIDDEN, desc = "Nobody was told, or both.")
    @Proves("shared.lock.takeover")
    public static class Takeover {
        private final int slot = MappedLocks.claim();
        private final SharedLock one = MappedLocks.first(slot);
        private final SharedLock other = MappedLocks.second(slot);

        public Takeover() {
            Thread holder = new Thread(one::lock);
            holder.start();
            try {
                holder.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Actor
        public void first(LL_Result r) {
            r.r1 = take(one);
        }

        @Actor
        public void second(LL_Result r) {
            r.r2 = take(other);
        }

        private static Acquisition.Verdict take(SharedLock lock) {
            Acquisition found = lock.tryAcquire();
            while (found == null) { // so that they come at the same time, and not after milliseconds of waiting
                Thread.onSpinWait();
                found = lock.tryAcquire();
            }
            lock.markConsistent();
            lock.unlock();
            return found.verdict();
        }
    }

    /** A signal under the lock is not lost by one that waits for it: that would be a hang. */
    @JCStressTest
    @State
    @Outcome(id = "SEEN", expect = ACCEPTABLE, desc = "Seen at once, or woken.")
    @Outcome(expect = FORBIDDEN, desc = "Interrupted.")
    @Proves("shared.lock.signal")
    public static class Signal {
        private final int slot = MappedLocks.claim();
        private final SharedLock one = MappedLocks.first(slot);
        private final SharedLock other = MappedLocks.second(slot);
        private final Condition signalled = one.condition("changed");
        private final Condition awaited = other.condition("changed");
        private boolean changed;

        @Actor
        public void signals() {
            one.lock();
            changed = true;
            signalled.signal();
            one.unlock();
        }

        @Actor
        public void waits(L_Result r) {
            other.lock();
            try {
                while (!changed) {
                    awaited.await();
                }
                r.r1 = "SEEN";
            } catch (InterruptedException e) {
                r.r1 = "INTERRUPTED";
            } finally {
                other.unlock();
            }
        }
    }
}
