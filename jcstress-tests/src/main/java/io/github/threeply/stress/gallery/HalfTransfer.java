package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.core.CounterGroup;
import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

@Race(
        name = "half-transfer",
        title = "Half a transfer",
        wrong = "One thing is moved from one counter to another while somebody reads both. Each counter is "
                + "exact, and yet the reader sees the thing twice, or not at all.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "CounterGroup.snapshot(): all members are read, and changed by add, at one instant.")
@Without("counter.group")
public class HalfTransfer {

    /** One after the other. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Before the transfer.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "After the transfer.")
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = ACCEPTABLE_INTERESTING,
            desc = "Nowhere, or in both places.")
    public static class Broken {
        private final SharedCounter from = SharedCounter.builder().initial(1).build();
        private final SharedCounter to = SharedCounter.atomic();

        @Actor
        public void transfer() {
            from.add(-1);
            to.add(1);
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = from.get();
            r.r2 = to.get();
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Before the transfer.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "After the transfer.")
    @Outcome(expect = FORBIDDEN, desc = "Nowhere, or in both places.")
    public static class CuredByGroup {
        private final CounterGroup group = CounterGroup.of(
                SharedCounter.builder()
                        .lockedBy(LockStrategy.reentrant())
                        .initial(1)
                        .build(),
                SharedCounter.lockedBy(LockStrategy.reentrant()));

        @Actor
        public void transfer() {
            group.add(-1, 1);
        }

        @Actor
        public void reader(JJ_Result r) {
            long[] now = group.snapshot();
            r.r1 = now[0];
            r.r2 = now[1];
        }
    }
}
