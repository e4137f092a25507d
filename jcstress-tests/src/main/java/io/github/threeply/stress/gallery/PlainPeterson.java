package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.Guard;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

@Race(
        name = "plain-peterson",
        title = "A textbook lock in plain fields",
        wrong = "Peterson's lock needs no special instruction: say that you want to enter, give way to "
                + "the other one, and enter if the other one does not want to or gives way to you. In plain "
                + "fields what you say may still be on its way when you look at the other's, and both go "
                + "in.",
        shows = "Any processor with two cores, x86 too: the store buffer is enough.",
        cure = "A Guard, as that of LockStrategy.spin(): its lock has the orders that exclusion needs.")
@Without({"guard.try", "guard.exclusion"})
public class PlainPeterson {
    /** Enters or goes away; who is in stays in. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One is in, the other would wait.")
    @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "Both are in.")
    public static class Broken {
        private boolean firstWants;
        private boolean secondWants;
        private boolean firstGivesWay;

        @Actor
        public void first(ZZ_Result r) {
            firstWants = true;
            firstGivesWay = true;
            r.r1 = !(secondWants && firstGivesWay);
        }

        @Actor
        public void second(ZZ_Result r) {
            secondWants = true;
            firstGivesWay = false;
            r.r2 = !(firstWants && !firstGivesWay);
        }
    }

    /** Cured: the first who tries is in until the other has tried. */
    @JCStressTest
    @State
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "One is in, the other would wait.")
    @Outcome(expect = FORBIDDEN, desc = "Both are in, or nobody.")
    public static class CuredByGuard {
        private final Guard guard = LockStrategy.spin().newGuard();
        private volatile boolean firstHasTried;
        private volatile boolean secondHasTried;

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = isIn(true);
            firstHasTried = true;
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = isIn(false);
            secondHasTried = true;
        }

        private boolean isIn(boolean first) {
            try {
                return guard.tryWrite(Duration.ZERO, () -> {
                    while (!(first ? secondHasTried : firstHasTried)) {
                        Thread.onSpinWait();
                    }
                    return true;
                });
            } catch (TimeoutException | InterruptedException e) {
                return false;
            }
        }
    }
}
