package io.github.threeply.stress.gallery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedSemaphore;
import io.github.threeply.ipc.shared.SyncPairs;
import io.github.threeply.ipc.shared.SyncPairs.Pair;
import io.github.threeply.stress.gate.Race;
import io.github.threeply.stress.gate.Shows;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.gate.Without;
import io.github.threeply.stress.support.TwoMappings;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

@Race(
        name = "permits-given-back-twice",
        title = "Permits given back twice",
        wrong = "A process has died with two of three permits, and two others, who both need permits, give "
                + "its share back: each adds it to the free permits and then sets the share to nothing. There "
                + "are five permits now, though each change is an atomic one.",
        shows = "Any processor with two cores: it is a matter of the order of steps.",
        cure = "SharedSemaphore: one word decides which step was made, and by whom.")
@Without("shared.semaphore")
public class PermitsGivenBackTwice {

    /** As one would write it: the free permits, and what each process holds. */
    @JCStressTest
    @State
    @Shows(on = Hardware.ANY)
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "All are there again.")
    @Outcome(id = "5", expect = ACCEPTABLE_INTERESTING, desc = "Given back twice.")
    public static class TwoWords {
        private final int free = TwoMappings.claim();
        private final int share = free + TwoMappings.APART;

        public TwoWords() {
            TwoMappings.LONG.setVolatile(TwoMappings.FIRST, free, 1L);
            TwoMappings.LONG.setVolatile(TwoMappings.FIRST, share, 2L);
        }

        private void giveBack(ByteBuffer memory) {
            long held = (long) TwoMappings.LONG.getVolatile(memory, share);
            TwoMappings.LONG.getAndAdd(memory, free, held);
            TwoMappings.LONG.setVolatile(memory, share, 0L);
        }

        @Actor
        public void first() {
            giveBack(TwoMappings.FIRST);
        }

        @Actor
        public void second() {
            giveBack(TwoMappings.SECOND);
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = (long) TwoMappings.LONG.getVolatile(TwoMappings.FIRST, free);
        }
    }

    /** Cured. */
    @JCStressTest
    @State
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "All are there again.")
    @Outcome(expect = FORBIDDEN, desc = "Given back twice.")
    public static class CuredBySemaphore {
        private final Pair<SharedSemaphore> semaphore = SyncPairs.semaphoreWithADeadHolder(3, 2);

        @Actor
        public void first() {
            SyncPairs.takeBackFromTheDead(semaphore.one());
        }

        @Actor
        public void second() {
            SyncPairs.takeBackFromTheDead(semaphore.other());
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = semaphore.one().availablePermits();
        }
    }
}
