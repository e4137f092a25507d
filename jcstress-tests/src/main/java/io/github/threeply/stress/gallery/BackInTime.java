package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.JJJ_Result;

@Race(
        name = "back-in-time",
        title = "A number that goes back",
        wrong = "One thread writes a number, another one reads it three times, under two names. The "
                + "compiler reads it once and takes the third look from the first, since the two have the "
                + "same name and it knows of no other thread; so the reader sees old, new, old.",
        shows = "Any processor with two cores: the compiler does it, and only code that it has optimized "
                + "shows it.",
        cure = "SharedCounter.get(): each look is a look of its own, and goes only forward.")
@Without("counter.forward")
public class BackInTime {
    /** What is read. */
    static final class Box {
        int number;
    }

    /** Two names for one box. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(
            id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 1, 1"},
            expect = ACCEPTABLE,
            desc = "It goes forward.")
    @Outcome(
            id = {"0, 1, 0", "1, 0, 0", "1, 0, 1", "1, 1, 0"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "It went back.")
    public static class Broken {
        private final Box one = new Box();
        private final Box other = one;

        @Actor
        public void writer() {
            one.number = 1;
        }

        @Actor
        public void reader(III_Result r) {
            Box first = one;
            Box second = other;
            r.r1 = first.number;
            r.r2 = second.number;
            r.r3 = first.number;
        }
    }

    /** Cured: a counter with two names. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 1, 1"},
            expect = ACCEPTABLE,
            desc = "It goes forward.")
    @Outcome(expect = FORBIDDEN, desc = "It went back.")
    public static class CuredByCounter {
        private final SharedCounter one = SharedCounter.atomic();
        private final SharedCounter other = one;

        @Actor
        public void writer() {
            one.set(1);
        }

        @Actor
        public void reader(JJJ_Result r) {
            SharedCounter first = one;
            SharedCounter second = other;
            r.r1 = first.get();
            r.r2 = second.get();
            r.r3 = first.get();
        }
    }
}
