package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
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

/** One instant decides between a fork and the end of its group: when a close has returned, there is no task, and none comes. */
@Tag("lincheck")
class GroupLincheckTest {

    /** Runs nothing. */
    private static final class Idle extends AbstractExecutorService {
        @Override
        public void execute(Runnable given) {}

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
        private final TaskGroup group = TaskGroup.open(new Idle());
        private volatile boolean over;

        @Operation
        public boolean fork() {
            try {
                group.fork((Callable<Integer>) () -> 1);
                return true;
            } catch (RejectedExecutionException e) {
                return false;
            }
        }

        @Operation
        public void cancel() {
            group.cancel(); // which waits for nobody
        }

        @Operation
        public void close() {
            group.close();
            over = true;
        }

        /** Whether a close has returned, and there is a task all the same. */
        @Operation
        public boolean hasSlippedIn() {
            return over && !group.toString().contains(", 0 of ");
        }
    }

    /** Looks whether it is open, and then acts. */
    public static class TestThenAct {
        private final List<Integer> tasks = new ArrayList<>();
        private volatile boolean closed;
        private volatile boolean over;

        @Operation
        public boolean fork() {
            if (closed) {
                return false;
            }
            synchronized (tasks) {
                tasks.add(1);
            }
            return true;
        }

        @Operation
        public void cancel() {
            closed = true;
            synchronized (tasks) {
                tasks.clear();
            }
        }

        @Operation
        public void close() {
            cancel();
            over = true;
        }

        @Operation
        public boolean hasSlippedIn() {
            if (!over) {
                return false;
            }
            synchronized (tasks) {
                return !tasks.isEmpty();
            }
        }
    }

    /** A group on one thread. */
    public static class Model {
        private boolean over;

        public boolean fork() {
            return !over;
        }

        public void cancel() {
            over = true;
        }

        public void close() {
            over = true;
        }

        public boolean hasSlippedIn() {
            return false;
        }
    }

    private static <O extends Options<O, ?>> O shaped(O options, int scenarios, int runs) {
        return options.logLevel(LoggingLevel.ERROR)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(2)
                .actorsAfter(1)
                .iterations(scenarios)
                .invocationsPerIteration(runs)
                .sequentialSpecification(Model.class);
    }

    /** A checker that does not find this finds nothing. */
    @BeforeAll
    static void testingBeforeActingIsFoundOut() {
        assertThatThrownBy(() -> shaped(new ModelCheckingOptions(), 60, 300).check(TestThenAct.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    @Test
    void noForkSlipsInBehindTheEndInAnyInterleaving() {
        shaped(new ModelCheckingOptions(), 20, 300).check(Asked.class);
    }

    @Test
    void noForkSlipsInBehindTheEndUnderStress() {
        shaped(new StressOptions(), 2, 300).check(Asked.class);
    }
}
