package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.LeavingTurns;
import io.github.threeply.ipc.shared.SharedValue;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedRecords;
import io.github.threeply.stress.support.MappedRecords.Four;
import io.github.threeply.stress.support.MappedWords;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * Is a record in shared memory one value, though it takes several words? Two mappings of one file in one JVM show the same
 * races as two processes do. The twin is {@code MappedTornRecord} in the gallery.
 */
@Proves("shared.value")
public class RecordStress {

    /** While one writes, several times so that both copies are overwritten, a reader sees one of the values. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0", "1", "2", "3"},
            expect = ACCEPTABLE,
            desc = "A value that somebody wrote.")
    @Outcome(expect = FORBIDDEN, desc = "Half of one and half of another.")
    public static class NeverTorn {
        private final int slot = MappedRecords.claim();
        private final SharedValue<Four> one = MappedRecords.first(slot);
        private final SharedValue<Four> other = MappedRecords.second(slot);

        @Actor
        public void writer() {
            one.set(Four.of(1));
            one.set(Four.of(2));
            one.set(Four.of(3));
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = other.get().whole();
        }
    }

    /** Reads of one thread go forward, also those with acquire ordering. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 0", "0, 1", "0, 2", "0, 3", "1, 1", "1, 2", "1, 3", "2, 2", "2, 3", "3, 3"},
            expect = ACCEPTABLE,
            desc = "In the order in which they were written.")
    @Outcome(expect = FORBIDDEN, desc = "Back to an older one, or half of one.")
    public static class Forward {
        private final int slot = MappedRecords.claim();
        private final SharedValue<Four> one = MappedRecords.first(slot);
        private final SharedValue<Four> other = MappedRecords.second(slot);

        @Actor
        public void writer() {
            one.setRelease(Four.of(1));
            one.set(Four.of(2));
            one.set(Four.of(3));
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = other.getAcquire().whole();
            r.r2 = other.getAcquire().whole();
        }
    }

    /** Two write, each in a process of its own, and look: one was first. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 2, 1", "1, 2, 2", "1, 1, 1", "2, 2, 2"},
            expect = ACCEPTABLE,
            desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "One in the other, or each after the other.")
    public static class TwoWriters {
        private final int slot = MappedRecords.claim();
        private final SharedValue<Four> one = MappedRecords.first(slot);
        private final SharedValue<Four> other = MappedRecords.second(slot);

        @Actor
        public void first(JJJ_Result r) {
            one.set(Four.of(1));
            r.r1 = one.get().whole();
        }

        @Actor
        public void second(JJJ_Result r) {
            other.set(Four.of(2));
            r.r2 = other.get().whole();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = one.get().whole();
        }
    }

    /** The same with two threads of one process, whose owner word is the same. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 2, 1", "1, 2, 2", "1, 1, 1", "2, 2, 2"},
            expect = ACCEPTABLE,
            desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "One in the other, or each after the other.")
    public static class TwoThreads {
        private final int slot = MappedRecords.claim();
        private final SharedValue<Four> one = MappedRecords.first(slot);

        @Actor
        public void first(JJJ_Result r) {
            one.set(Four.of(1));
            r.r1 = one.get().whole();
        }

        @Actor
        public void second(JJJ_Result r) {
            one.set(Four.of(2));
            r.r2 = one.get().whole();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = one.get().whole();
        }
    }

    /** Each of two threads of one process counts in its own part of a record: no count gets lost, so each had it alone. */
    @JCStressTest
    @State
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "All are there.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost, or is half there.")
    public static class UpdateByTwoThreads {
        private final int slot = MappedRecords.claim();
        private final SharedValue<Four> one = MappedRecords.first(slot);

        @Actor
        public void first() {
            one.update(four -> new Four(four.a() + 1, four.b() + 1, four.c(), four.d()));
            one.update(four -> new Four(four.a() + 1, four.b() + 1, four.c(), four.d()));
        }

        @Actor
        public void second() {
            one.update(four -> new Four(four.a(), four.b(), four.c() + 1, four.d() + 1));
            one.update(four -> new Four(four.a(), four.b(), four.c() + 1, four.d() + 1));
        }

        @Arbiter
        public void after(JJ_Result r) {
            Four last = one.get();
            r.r1 = last.a() == last.b() ? last.a() : -1;
            r.r2 = last.c() == last.d() ? last.c() : -1;
        }
    }

    /**
     * A process leaves while one of its threads writes, again and again: when it has left, nothing is being written, nor
     * will be. All that comes after that is left out, see {@link LeavingTurns}.
     */
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 0, 0", "1, 1, 1", "2, 2, 2", "3, 3, 3"},
            expect = ACCEPTABLE,
            desc = "After so many turns.")
    @Outcome(expect = FORBIDDEN, desc = "In the middle of a turn, or one came afterwards.")
    public static class WriterVsClose {
        private final LeavingTurns turns = new LeavingTurns();
        private int one;
        private int other;

        @Actor
        public void writer() {
            for (int i = 1; i <= 3 && turns.begin(); i++) {
                one = i;
                other = i;
                turns.end();
            }
        }

        @Actor
        public void leaver(III_Result r) {
            turns.leave();
            r.r1 = one;
            r.r2 = other;
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = other;
        }
    }

    /** Each update counts. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost.")
    public static class Update {
        private final int slot = MappedRecords.claim();
        private final SharedValue<Four> one = MappedRecords.first(slot);
        private final SharedValue<Four> other = MappedRecords.second(slot);

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = one.update(four -> Four.of(four.a() + 1)).whole();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = other.update(four -> Four.of(four.a() + 1)).whole();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = one.get().whole();
        }
    }

    /** Of two that expect the same value one succeeds. */
    @JCStressTest
    @State
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "The first won.")
    @Outcome(id = "false, true, 2", expect = ACCEPTABLE, desc = "The second won.")
    @Outcome(expect = FORBIDDEN, desc = "Both won, or none.")
    public static class CompareAndSet {
        private final int slot = MappedRecords.claim();
        private final SharedValue<Four> one = MappedRecords.first(slot);
        private final SharedValue<Four> other = MappedRecords.second(slot);

        @Actor
        public void first(ZZJ_Result r) {
            r.r1 = one.compareAndSet(Four.of(0), Four.of(1));
        }

        @Actor
        public void second(ZZJ_Result r) {
            r.r2 = other.compareAndSet(Four.of(0), Four.of(2));
        }

        @Arbiter
        public void after(ZZJ_Result r) {
            r.r3 = one.get().whole();
        }
    }

    /** Each of two gets what was there just before its own. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "2, 0, 1", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(expect = FORBIDDEN, desc = "One was overlooked.")
    public static class GetAndSet {
        private final int slot = MappedRecords.claim();
        private final SharedValue<Four> one = MappedRecords.first(slot);
        private final SharedValue<Four> other = MappedRecords.second(slot);

        @Actor
        public void first(JJJ_Result r) {
            r.r1 = one.getAndSet(Four.of(1)).whole();
        }

        @Actor
        public void second(JJJ_Result r) {
            r.r2 = other.getAndSet(Four.of(2)).whole();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = one.get().whole();
        }
    }

    /** As volatile: at least one of two processes sees what the other wrote. */
    @JCStressTest
    @State
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first was first.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The second was first.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both saw each other.")
    @Outcome(expect = FORBIDDEN, desc = "None saw the other.")
    @Proves("shared.value.publication")
    public static class StoreBuffering {
        private final int left = MappedRecords.claim();
        private final int right = MappedRecords.claim();

        @Actor
        public void first(JJ_Result r) {
            MappedRecords.first(left).set(Four.of(1));
            r.r1 = MappedRecords.first(right).get().whole();
        }

        @Actor
        public void second(JJ_Result r) {
            MappedRecords.second(right).set(Four.of(1));
            r.r2 = MappedRecords.second(left).get().whole();
        }
    }

    /** Who sees a record sees what its writer did before. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not set, not written.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Written, and not set yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Set, and written.")
    @Outcome(expect = FORBIDDEN, desc = "Set, and not written.")
    @Proves("shared.value.publication")
    public static class Publication {
        private final long data = MappedWords.claim();
        private final int slot = MappedRecords.claim();

        @Actor
        public void writer() {
            MappedWords.FIRST.setPlain(data, 1);
            MappedRecords.first(slot).setRelease(Four.of(1));
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = MappedRecords.second(slot).getAcquire().whole();
            r.r2 = MappedWords.SECOND.getPlain(data);
        }
    }
}
