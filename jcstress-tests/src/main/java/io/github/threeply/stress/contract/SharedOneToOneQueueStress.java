package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedQueues;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.LJJ_Result;

/**
 * Does a queue in shared memory with one producer and one consumer keep the promises of a channel, too? As {@link
 * SharedQueueStress}; there are no claims here, and a large ring remembers where its sides are.
 */
@Proves("shared.queue.onetoone")
public class SharedOneToOneQueueStress {
    private SharedOneToOneQueueStress() {}

    /** Who has an item also sees what its producer wrote before. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing put yet.")
    @Outcome(id = "7, 8", expect = ACCEPTABLE, desc = "The item, and what was done before it was put.")
    @Outcome(expect = FORBIDDEN, desc = "The item without what was done before, or another item.")
    public static class Publication {
        private final int slot = MappedQueues.ONE_TO_ONE.claim();

        @Actor
        public void producer() {
            MappedQueues.ONE_TO_ONE.setBeside(slot, 8);
            MappedQueues.ONE_TO_ONE.first(slot).tryPutLong(7);
        }

        @Actor
        public void consumer(JJ_Result r) {
            r.r1 = SharedQueueStress.tryTake(MappedQueues.ONE_TO_ONE.second(slot));
            r.r2 = r.r1 == 0 ? 0 : MappedQueues.ONE_TO_ONE.beside(slot);
        }
    }

    /** More items than there is room: waiting on both sides, across the laps. A wake-up that is lost shows as a hang. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "All, in order.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost, doubled, or out of order.")
    public static class Order {
        private final int slot = MappedQueues.ONE_TO_ONE.claim();

        @Actor
        public void producer() {
            for (int i = 1; i <= 3; i++) {
                SharedQueueStress.put(MappedQueues.ONE_TO_ONE.first(slot), i);
            }
        }

        @Actor
        public void consumer(JJJ_Result r) {
            r.r1 = SharedQueueStress.take(MappedQueues.ONE_TO_ONE.second(slot));
            r.r2 = SharedQueueStress.take(MappedQueues.ONE_TO_ONE.second(slot));
            r.r3 = SharedQueueStress.take(MappedQueues.ONE_TO_ONE.second(slot));
        }
    }

    /** The same where each side remembers its position, and tells the others only now and then. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "All, in order.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost, doubled, or out of order.")
    public static class WideOrder {
        private final int slot = MappedQueues.Wide.ONE_TO_ONE.claim();

        @Actor
        public void producer() {
            for (int i = 1; i <= 3; i++) {
                SharedQueueStress.put(MappedQueues.Wide.ONE_TO_ONE.first(slot), i);
            }
        }

        @Actor
        public void consumer(JJJ_Result r) {
            r.r1 = SharedQueueStress.take(MappedQueues.Wide.ONE_TO_ONE.second(slot));
            r.r2 = SharedQueueStress.take(MappedQueues.Wide.ONE_TO_ONE.second(slot));
            r.r3 = SharedQueueStress.take(MappedQueues.Wide.ONE_TO_ONE.second(slot));
        }
    }

    /** What everybody may ask is right though they are told only now and then: it is between what was and what is. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0, 2", expect = ACCEPTABLE, desc = "Asked before both.")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "Asked before, and between.")
    @Outcome(id = "0, 2, 2", expect = ACCEPTABLE, desc = "Asked before and after.")
    @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "Asked between both.")
    @Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "Asked between, and after.")
    @Outcome(id = "2, 2, 2", expect = ACCEPTABLE, desc = "Asked after both.")
    @Outcome(expect = FORBIDDEN, desc = "Items that were there are not seen, or some that never were.")
    public static class WideSize {
        private final int slot = MappedQueues.Wide.ONE_TO_ONE.claim();

        @Actor
        public void producer() {
            SharedQueueStress.put(MappedQueues.Wide.ONE_TO_ONE.first(slot), 1);
            SharedQueueStress.put(MappedQueues.Wide.ONE_TO_ONE.first(slot), 2);
        }

        @Actor
        public void onlooker(JJJ_Result r) {
            r.r1 = MappedQueues.Wide.ONE_TO_ONE.second(slot).size();
            r.r2 = MappedQueues.Wide.ONE_TO_ONE.second(slot).size();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = MappedQueues.Wide.ONE_TO_ONE.second(slot).size();
        }
    }

    /** An item put while the queue is being closed is handed out before the end, or still the producer's. */
    @JCStressTest
    @State
    @Outcome(id = "ACCEPTED, 1, 0", expect = ACCEPTABLE, desc = "The put was first: its item came before the end.")
    @Outcome(id = "REFUSED, 0, 0", expect = ACCEPTABLE, desc = "The close was first: the producer keeps the item.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "The item is lost, stranded behind the end, or refused and inside all the same.")
    public static class PutVsClose {
        private final int slot = MappedQueues.ONE_TO_ONE.claim();

        @Actor
        public void producer(LJJ_Result r) {
            r.r1 = SharedQueueStress.put(MappedQueues.ONE_TO_ONE.first(slot), 1);
        }

        @Actor
        public void closer(LJJ_Result r) {
            MappedQueues.ONE_TO_ONE.second(slot).close();
            while (SharedQueueStress.take(MappedQueues.ONE_TO_ONE.second(slot)) > 0) {
                r.r2++;
            }
        }

        @Arbiter
        public void after(LJJ_Result r) {
            r.r3 = SharedQueueStress.tryTake(MappedQueues.ONE_TO_ONE.first(slot));
        }
    }
}
