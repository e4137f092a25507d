package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobTest {
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
            return "";
        }
    }

    @Test
    void thatWasCancelledWhileItWaitedStaysSoWhenItIsGivenBack() {
        Job part = new Plain();
        assertThat(part.takeFromQueue()).isTrue();

        part.unassign();

        assertThat(part.stateNow()).isEqualTo(Job.DONE);
        assertThat(part.takeFromQueue()).as("a second end").isFalse();
    }

    @Test
    void thatHasStartedCanBeTakenFromTheQueueAgainWhenItIsGivenBack() {
        Job job = new Plain();
        job.started();

        job.unassign();

        assertThat(job.stateNow()).isEqualTo(Job.QUEUED);
        assertThat(job.takeFromQueue()).isTrue();
    }
}
