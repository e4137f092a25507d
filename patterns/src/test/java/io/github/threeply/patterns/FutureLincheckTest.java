package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.util.LoggingLevel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The future of a group's task has one outcome, whoever runs, cancels and asks at the same time. */
@Tag("lincheck")
class FutureLincheckTest {

    /** Holds a task until somebody runs it. */
    private static final class Holder extends AbstractExecutorService {
        private Runnable task;

        @Override
        public void execute(Runnable given) {
            task = given;
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }

    public static class Asked {
        private final Holder executor = new Holder();
        private final Future<Integer> future = TaskGroup.open(executor).fork((Callable<Integer>) () -> 1);

        @Operation(runOnce = true) // no executor runs a task twice
        public void run() {
            executor.task.run();
        }

        @Operation
        public boolean cancel() {
            return future.cancel(false);
        }

        @Operation
        public boolean isDone() {
            return future.isDone();
        }

        @Operation
        public boolean isCancelled() {
            return future.isCancelled();
        }

        @Operation
        public Integer valueNow() throws ExecutionException, InterruptedException {
            return future.isDone() ? future.get() : null;
        }
    }

    /** A flag for each outcome: who looks at the other one first finds nothing. */
    public static class TwoFlags {
        private volatile boolean completed;
        private volatile boolean cancelled;

        @Operation(runOnce = true)
        public void run() {
            if (!cancelled) {
                completed = true;
            }
        }

        @Operation
        public boolean cancel() {
            if (completed || cancelled) {
                return false;
            }
            cancelled = true;
            return true;
        }

        @Operation
        public boolean isDone() {
            return completed || cancelled;
        }

        @Operation
        public boolean isCancelled() {
            return cancelled;
        }

        @Operation
        public Integer valueNow() {
            if (cancelled) {
                throw new CancellationException();
            }
            return completed ? 1 : null;
        }
    }

    /** One task and its outcome, on one thread. */
    public static class Model {
        private boolean done;
        private boolean cancelled;

        public void run() {
            done = true;
        }

        public boolean cancel() {
            boolean first = !done;
            cancelled |= first;
            done = true;
            return first;
        }

        public boolean isDone() {
            return done;
        }

        public boolean isCancelled() {
            return cancelled;
        }

        public Integer valueNow() {
            if (cancelled) {
                throw new CancellationException();
            }
            return done ? 1 : null;
        }
    }

    private static <O extends Options<O, ?>> O shaped(O options, int scenarios, int runs) {
        return options.logLevel(LoggingLevel.ERROR)
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(3)
                .actorsAfter(1)
                .iterations(scenarios)
                .invocationsPerIteration(runs)
                .sequentialSpecification(Model.class);
    }

    /** A checker that does not find this finds nothing. */
    @BeforeAll
    static void twoFlagsAreFoundOut() {
        assertThatThrownBy(() -> shaped(new ModelCheckingOptions(), 25, 300).check(TwoFlags.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    @Test
    void aFutureHasOneOutcomeInEveryInterleaving() {
        shaped(new ModelCheckingOptions(), 25, 300).check(Asked.class);
    }

    @Test
    void aFutureHasOneOutcomeUnderStress() {
        shaped(new StressOptions(), 4, 300).check(Asked.class);
    }
}
