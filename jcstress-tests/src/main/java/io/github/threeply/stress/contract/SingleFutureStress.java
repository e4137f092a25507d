package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.process.SingleFutures;
import io.github.threeply.stress.gate.Proves;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** The future of a task of a worker process: who waits for it and who answers it have no lock in common. */
@Proves("worker.publication")
public class SingleFutureStress {

    /** One begins to wait when the answer comes. */
    @JCStressTest
    @State
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "It has it.")
    @Outcome(expect = FORBIDDEN, desc = "It was not woken, or has something else.")
    public static class AnswerVsWaiter {
        private final SingleFutures.Single future = new SingleFutures.Single();

        @Actor
        public void worker() {
            future.answer(7);
        }

        @Actor
        public void waiter(L_Result r) {
            r.r1 = future.await();
        }
    }

    /** Two begin to wait, each for what the first of them has made; one gives up, and the answer comes. */
    @JCStressTest
    @State
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "The other has it.")
    @Outcome(expect = FORBIDDEN, desc = "It was not woken, or has something else.")
    public static class AnswerVsTwoWaiters {
        private final SingleFutures.Single future = new SingleFutures.Single();

        @Actor
        public void one(L_Result r) {
            r.r1 = future.await();
        }

        @Actor
        public void otherAndWorker() {
            future.waitAndAnswer(7);
        }
    }

    /** Who sees that it is done sees with what. */
    @JCStressTest
    @State
    @Outcome(id = "NOT YET", expect = ACCEPTABLE, desc = "Before.")
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "After.")
    @Outcome(expect = FORBIDDEN, desc = "Done, and without its value.")
    public static class AnswerVsLook {
        private final SingleFutures.Single future = new SingleFutures.Single();

        @Actor
        public void worker() {
            future.answer(7);
        }

        @Actor
        public void looker(L_Result r) {
            r.r1 = future.look();
        }
    }

    /**
     * It is cancelled when it is sent and answered. One of both decides what comes of it, and that stays; what the cancel
     * returned may be too much for one that was on its way.
     */
    @JCStressTest
    @State
    @Outcome(id = "true, false, CANCELLED, CANCELLED", expect = ACCEPTABLE, desc = "Cancelled before it was sent.")
    @Outcome(id = "true, true, 7, 7", expect = ACCEPTABLE, desc = "Cancelled on its way, too late.")
    @Outcome(id = "false, true, 7, 7", expect = ACCEPTABLE, desc = "Cancelled after its answer.")
    @Outcome(expect = FORBIDDEN, desc = "It ended twice, or not as both were told.")
    @Proves("worker.cancel")
    public static class CancelVsAnswer {
        private final SingleFutures.Single future = new SingleFutures.Single();

        @Actor
        public void worker(LLLL_Result r) {
            r.r2 = future.sendAndAnswer(7);
        }

        @Actor
        public void user(LLLL_Result r) {
            r.r1 = future.cancel();
            r.r3 = future.await();
        }

        @Arbiter
        public void after(LLLL_Result r) {
            r.r4 = future.look();
        }
    }

    /** A stage is asked for when the answer comes: one of the two completes it. */
    @JCStressTest
    @State
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "Completed.")
    @Outcome(expect = FORBIDDEN, desc = "Each left it to the other.")
    public static class AnswerVsStage {
        private final SingleFutures.Single future = new SingleFutures.Single();
        private @Nullable CompletableFuture<@Nullable Integer> stage;

        @Actor
        public void worker() {
            future.answer(7);
        }

        @Actor
        public void asker() {
            stage = future.stage();
        }

        @Arbiter
        public void after(L_Result r) {
            CompletableFuture<@Nullable Integer> asked = stage;
            r.r1 = asked == null ? "NONE" : SingleFutures.await(asked);
        }
    }
}
