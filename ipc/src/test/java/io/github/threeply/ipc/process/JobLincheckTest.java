package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.util.LoggingLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A job that waits is sent or cancelled, never both, whoever comes; and back in the queue it can be cancelled again. */
@Tag("lincheck")
class JobLincheckTest {

    private static final class Plain extends Job {
        Plain() {
            super(1, null, new byte[0]);
        }

        @Override
        void succeed(@Nullable Object value) {}

        @Override
        void fail(Throwable failure) {}

        @Override
        void beCancelled(@Nullable Throwable cause) {}

        @Override
        String resultPackage() {
            return "none";
        }
    }

    /** Threads that cancel it, and one that has taken it from the queue and does all the rest. */
    public static class Asked {
        private final Job job = new Plain();

        /** Hands it to a worker, if it still waits. */
        @Operation(nonParallelGroup = "link")
        @SuppressWarnings("NullAway") // nobody asks which
        public boolean send() {
            return job.assign(null, 1);
        }

        /** It comes back, since the worker is gone before it began. */
        @Operation(nonParallelGroup = "link")
        public void comesBack() {
            job.unassign();
        }

        /** It has an answer, if it was sent. */
        @Operation(nonParallelGroup = "link")
        public boolean answer() {
            if (job.stateNow() != Job.SENT) {
                return false;
            }
            job.answered(1);
            return true;
        }

        @Operation
        public boolean cancel() {
            return job.takeFromQueue();
        }

        @Operation
        public boolean isDecided() {
            return job.isDecided();
        }
    }

    /** Looks what it is, and then changes that. */
    public static class TestThenAct {
        private volatile int state;

        @Operation(nonParallelGroup = "link")
        public boolean send() {
            if (state != Job.QUEUED) {
                return false;
            }
            state = Job.SENT;
            return true;
        }

        @Operation(nonParallelGroup = "link")
        public void comesBack() {
            if (state == Job.SENT) {
                state = Job.QUEUED;
            }
        }

        @Operation(nonParallelGroup = "link")
        public boolean answer() {
            boolean sent = state == Job.SENT;
            if (sent) {
                state = Job.DONE;
            }
            return sent;
        }

        @Operation
        public boolean cancel() {
            if (state != Job.QUEUED) {
                return false;
            }
            state = Job.DONE;
            return true;
        }

        @Operation
        public boolean isDecided() {
            return state == Job.DONE;
        }
    }

    /** On one thread. */
    public static class Model {
        private int state = Job.QUEUED;

        private boolean change(int from, int to) {
            boolean changes = state == from;
            state = changes ? to : state;
            return changes;
        }

        public boolean send() {
            return change(Job.QUEUED, Job.SENT);
        }

        public void comesBack() {
            change(Job.SENT, Job.QUEUED);
        }

        public boolean answer() {
            return change(Job.SENT, Job.DONE);
        }

        public boolean cancel() {
            return change(Job.QUEUED, Job.DONE);
        }

        public boolean isDecided() {
            return state == Job.DONE;
        }
    }

    private static <O extends Options<O, ?>> O shaped(O options, int scenarios, int runs) {
        return options.logLevel(LoggingLevel.ERROR)
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1)
                .iterations(scenarios)
                .invocationsPerIteration(runs)
                .sequentialSpecification(Model.class);
    }

    /** A checker that does not find this finds nothing. */
    @BeforeAll
    static void testingBeforeActingIsFoundOut() {
        assertThatThrownBy(() -> shaped(new ModelCheckingOptions(), 40, 300).check(TestThenAct.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    @Test
    void aJobIsSentOrCancelledInEveryInterleaving() {
        shaped(new ModelCheckingOptions(), 25, 300).check(Asked.class);
    }

    @Test
    void aJobIsSentOrCancelledUnderStress() {
        shaped(new StressOptions(), 4, 300).check(Asked.class);
    }
}
