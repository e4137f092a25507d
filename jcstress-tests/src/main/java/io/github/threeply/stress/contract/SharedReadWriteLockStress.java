package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedReadWriteLock;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedLocks;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Does a read-write lock in shared memory keep readers of one process from the writers of another? A reader counts
 * itself and looks for a writer, a writer takes its place and looks for readers: if both could miss each other, as in
 * {@code MappedStoreBuffering} in the gallery, the reader would see half of what the writer does.
 */
@Proves("shared.readwrite")
public class SharedReadWriteLockStress {

    /** A reader in one process, a writer in the other. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Read before the writer.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Read after the writer.")
    @Outcome(expect = FORBIDDEN, desc = "Half of the writer's work was seen.")
    public static class ReaderAndWriter {
        private final int slot = MappedLocks.claim();
        private final SharedReadWriteLock one = MappedLocks.firstReadWrite(slot);
        private final SharedReadWriteLock other = MappedLocks.secondReadWrite(slot);
        private int left;
        private int right;

        @Actor
        public void writer() {
            one.writeLock().lock();
            left = 1;
            right = 1;
            one.writeLock().unlock();
        }

        @Actor
        public void reader(II_Result r) {
            other.readLock().lock();
            r.r1 = left;
            r.r2 = right;
            other.readLock().unlock();
        }
    }

    /** Who does not wait: a reader that gets in sees no writer, and a writer that gets in sees no reader. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Read before the writer.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Read after the writer.")
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Not read.")
    @Outcome(expect = FORBIDDEN, desc = "Half of the writer's work was seen.")
    public static class TryBoth {
        private final int slot = MappedLocks.claim();
        private final SharedReadWriteLock one = MappedLocks.firstReadWrite(slot);
        private final SharedReadWriteLock other = MappedLocks.secondReadWrite(slot);
        private int left;
        private int right;

        @Actor
        public void writer() {
            if (one.writeLock().tryLock()) {
                left = 1;
                right = 1;
                one.writeLock().unlock();
            }
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = -1;
            r.r2 = -1;
            if (other.readLock().tryLock()) {
                r.r1 = left;
                r.r2 = right;
                other.readLock().unlock();
            }
        }
    }

    /** Two writers. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "Both were inside, or one did not see what the other did.")
    public static class TwoWriters {
        private final int slot = MappedLocks.claim();
        private final SharedReadWriteLock one = MappedLocks.firstReadWrite(slot);
        private final SharedReadWriteLock other = MappedLocks.secondReadWrite(slot);
        private int plain;

        @Actor
        public void first(II_Result r) {
            one.writeLock().lock();
            r.r1 = ++plain;
            one.writeLock().unlock();
        }

        @Actor
        public void second(II_Result r) {
            other.writeLock().lock();
            r.r2 = ++plain;
            other.writeLock().unlock();
        }
    }
}
