package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.SharedQueue;
import io.github.threeply.ipc.shared.SharedQueue.Delivery;
import io.github.threeply.stress.gate.Proves;
import io.github.threeply.stress.support.MappedQueues;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.LJJ_Result;

/** Is an item of a queue in shared memory that somebody holds done, or given back, once? As {@link SharedQueueStress}. */
@Proves("shared.queue.delivery")
public class SharedDeliveryStress {
    private static final RuntimeException CAUSE = new IllegalStateException("the cause");

    private SharedDeliveryStress() {}

    /** A queue that is full, since an item is held, fails; then that is done. It was never open and had room. */
    @JCStressTest
    @State
    @Outcome(id = "FULL, 1, 0", expect = ACCEPTABLE, desc = "The put was first.")
    @Outcome(id = "CLOSED, 1, 0", expect = ACCEPTABLE, desc = "The abort was first.")
    @Outcome(expect = FORBIDDEN, desc = "The item was accepted after the abort had returned.")
    public static class PutVsAbortAndDone {
        private final int slot = MappedQueues.GENERAL.claim();
        private final Delivery<Long> held;

        public PutVsAbortAndDone() {
            SharedQueue.OfLong queue = MappedQueues.GENERAL.second(slot);
            queue.tryPutLong(1);
            queue.tryPutLong(2);
            held = queue.tryReceive();
        }

        @Actor
        public void producer(LJJ_Result r) {
            r.r1 = MappedQueues.GENERAL.first(slot).tryPutLong(3);
        }

        @Actor
        public void aborter(LJJ_Result r) {
            r.r2 = MappedQueues.GENERAL.second(slot).abort(CAUSE).size();
            held.done();
        }

        @Arbiter
        public void after(LJJ_Result r) {
            r.r3 = SharedQueueStress.tryTake(MappedQueues.GENERAL.first(slot));
        }
    }

    /** An item that is given back while another takes until the end: it comes before the end, once. */
    @JCStressTest
    @State
    @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "It came back, and then there was the end.")
    @Outcome(expect = FORBIDDEN, desc = "The end was told while somebody had an item in hand, or the item came twice.")
    public static class GiveBackVsEnd {
        private final int slot = MappedQueues.GENERAL.claim();
        private final Delivery<Long> held;

        public GiveBackVsEnd() {
            SharedQueue.OfLong queue = MappedQueues.GENERAL.first(slot);
            queue.tryPutLong(1);
            held = queue.tryReceive();
            queue.close();
        }

        @Actor
        public void holder() {
            held.close();
        }

        @Actor
        public void consumer(JJ_Result r) {
            r.r1 = SharedQueueStress.take(MappedQueues.GENERAL.second(slot));
            r.r2 = SharedQueueStress.take(MappedQueues.GENERAL.second(slot));
        }
    }

    /** A delivery that is done while another would take. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nobody else ever has it.")
    @Outcome(expect = FORBIDDEN, desc = "It was handed out again.")
    public static class DoneVsTake {
        private final int slot = MappedQueues.GENERAL.claim();
        private final Delivery<Long> held;

        public DoneVsTake() {
            MappedQueues.GENERAL.first(slot).tryPutLong(1);
            held = MappedQueues.GENERAL.first(slot).tryReceive();
        }

        @Actor
        public void holder() {
            held.done();
        }

        @Actor
        public void consumer(JJ_Result r) {
            r.r1 = SharedQueueStress.tryTake(MappedQueues.GENERAL.second(slot));
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = SharedQueueStress.tryTake(MappedQueues.GENERAL.second(slot));
        }
    }
}
