package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import io.github.threeply.stress.support.MappedLocks;
import io.github.threeply.stress.support.MappedWords;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@Race(
        name = "look-then-lock",
        title = "Free, then locked",
        wrong = "Two processes use a flag in a mapped file as their lock: each looks whether it is free, and "
                + "then sets it. Both see it free and both enter, however strong the accesses are; two that "
                + "each make a lock file if there is none do the same.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "SharedLock.tryLock(): it looks and sets in one step.")
@Without("shared.lock")
public class LookThenLock {

    /** As one would write it with a flag. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "One after the other.")
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One was kept out.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Both were inside: an update was lost.")
    public static class Broken {
        private final long flag = MappedWords.claim();
        private int plain;

        @Actor
        public void first(II_Result r) {
            if (MappedWords.FIRST.get(flag) == 0) {
                MappedWords.FIRST.set(flag, 1);
                r.r1 = ++plain;
                MappedWords.FIRST.set(flag, 0);
            }
        }

        @Actor
        public void second(II_Result r) {
            if (MappedWords.SECOND.get(flag) == 0) {
                MappedWords.SECOND.set(flag, 1);
                r.r2 = ++plain;
                MappedWords.SECOND.set(flag, 0);
            }
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "One after the other.")
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One was kept out.")
    @Outcome(expect = FORBIDDEN, desc = "Both were inside, or none though nobody had it.")
    public static class CuredBySharedLock {
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
}
