package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.BulkExecutor;
import java.io.NotSerializableException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Over an executor whose tasks must travel. */
class TaskGroupOverFarExecutorTest extends TaskGroupContract {
    @Override
    BulkExecutor executor() {
        return new FarExecutor(BulkExecutor.threads(4));
    }

    @Test
    void sendsTheTaskItselfAndFailsForOneThatCannotTravel() throws Exception {
        Object heavy = new Object();
        Callable<Object> stuckHere = () -> heavy;
        try (TaskGroup group = TaskGroup.open(pool)) {
            assertThat(group.fork(() -> "travels").get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("travels");

            group.fork(stuckHere);

            assertThatThrownBy(group::join).hasCauseInstanceOf(NotSerializableException.class);
        }
    }
}
