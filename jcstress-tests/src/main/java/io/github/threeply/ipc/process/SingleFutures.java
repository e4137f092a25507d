package io.github.threeply.ipc.process;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task that some worker answers at once. In this package because the side that answers is nobody's but the
 * pool's. All are of one pool, whose worker has nothing to do and ends with this process.
 */
public final class SingleFutures {
    /** What came of one that was cancelled. */
    public static final String CANCELLED = "CANCELLED";

    private static final long MOST_SECONDS = 2;
    private static final WorkerProcessPool POOL =
            WorkerProcessPool.builder().workers(1).start();
    private static final TaskEncoder.Encoded NOTHING = new TaskEncoder.Encoded(null, new byte[0]);

    private SingleFutures() {}

    /** A future. */
    public static final class Single {
        private final PoolFuture<Integer> future;

        /** Makes one whose task is under way. */
        public Single() {
            POOL.core().admit(this, 0, null, Long.MAX_VALUE);
            future = new PoolFuture<>(POOL.core(), 1, this, NOTHING, null, false, null);
        }

        /** The answer is here. */
        public void answer(int value) {
            future.succeed(value);
        }

        /**
         * The task is sent to a worker, unless it was cancelled before, and the answer comes.
         *
         * @return whether it was sent
         */
        @SuppressWarnings("NullAway") // the worker is nobody's business here
        public boolean sendAndAnswer(int value) {
            if (!future.assign(null, 0)) {
                return false;
            }
            long sent = System.nanoTime();
            future.answered(sent);
            future.succeed(value);
            return true;
        }

        /** Cancels it, unless it has begun. */
        public boolean cancel() {
            return future.cancel(false);
        }

        /** Waits for no time, as one more does, and then the answer is here. */
        public void waitAndAnswer(int value) {
            try {
                future.get(0, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                future.succeed(value);
                return;
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
            throw new AssertionError("done before its answer");
        }

        /** Waits for it: the value, or what went wrong. */
        public Object await() {
            try {
                return future.get(MOST_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                return "LATE";
            } catch (CancellationException e) {
                return CANCELLED;
            } catch (InterruptedException | ExecutionException e) {
                return e.toString();
            }
        }

        /** Asks for the stage. */
        public CompletableFuture<@Nullable Integer> stage() {
            return future.stage();
        }

        /** Whether it is done, and with what. */
        public Object look() {
            try {
                return future.isDone() ? future.get() : "NOT YET";
            } catch (CancellationException e) {
                return CANCELLED;
            } catch (InterruptedException | ExecutionException e) {
                return e.toString();
            }
        }
    }

    /** What came of a stage, waiting for it. */
    public static Object await(CompletableFuture<@Nullable Integer> stage) {
        try {
            return String.valueOf(stage.get(MOST_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            return "LATE";
        } catch (InterruptedException | ExecutionException e) {
            return e.toString();
        }
    }
}
