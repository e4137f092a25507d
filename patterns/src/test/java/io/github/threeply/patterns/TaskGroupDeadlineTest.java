package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Groups with a deadline. */
class TaskGroupDeadlineTest extends TaskGroupSetting {
    @Override
    BulkExecutor executor() {
        return BulkExecutor.threadPerTask();
    }

    @Test
    void cutsOffWhatHasNotEndedAndNamesIt() throws Exception {
        ShortLimit.in(limit -> {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.builder(pool).deadline(limit).open()) {
                Future<String> quick = group.fork(() -> "quick");
                Future<Integer> slow = group.fork("the slow one", blocked(started));

                TasksTimedOutException over = catchThrowableOfType(TasksTimedOutException.class, group::join);

                assertThat(over.notDone()).containsExactly("task 1 'the slow one'");
                assertThat(over.limit()).isEqualTo(limit);
                assertThat(running).as("none runs").hasValue(0);
                assertThat(quick.get()).isEqualTo("quick");
                assertThat(slow.isCancelled()).isTrue();
                assertThatThrownBy(() -> group.fork(() -> 1))
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("deadline");
                assertThat(group.timeLeft()).contains(Duration.ZERO);
                assertThat(group).hasToString("TaskGroup[timed out, 0 of 2 tasks have not ended]");
            }
        });
    }

    @Test
    void interruptsThoughNobodyWaits() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        TaskGroup group =
                TaskGroup.builder(pool).deadline(Duration.ofMillis(100)).open();
        Future<Integer> future = group.fork(blocked(started));

        await().atMost(LIMIT).until(() -> future.isDone() && running.get() == 0);

        assertThatThrownBy(group::close).isInstanceOf(TasksTimedOutException.class);
        assertThatCode(group::close).doesNotThrowAnyException();
    }

    @Test
    void isNoFailureIfAllHadEnded() throws Exception {
        ShortLimit.in(limit -> {
            try (TaskGroup group = TaskGroup.builder(pool).deadline(limit).open()) {
                group.fork(() -> 1);
                group.join();
                await().atMost(LIMIT).until(() -> group.timeLeft().equals(java.util.Optional.of(Duration.ZERO)));

                assertThatThrownBy(() -> group.fork(() -> 2)).isInstanceOf(RejectedExecutionException.class);
                group.join();
            }
        });
    }

    @Test
    void namesThoseThatIgnoreTheInterrupt() throws Exception {
        ShortLimit.in(limit -> {
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup group = TaskGroup.builder(pool)
                    .name("pages")
                    .deadline(limit)
                    .grace(Duration.ofMillis(30))
                    .open();
            group.fork(deaf(started));

            TasksStillRunningException still = catchThrowableOfType(TasksStillRunningException.class, group::join);

            assertThat(still.running()).singleElement().asString().startsWith("task 0 on thread");
            assertThat(still).hasCauseInstanceOf(TasksTimedOutException.class);
            go.countDown();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThatThrownBy(group::join).isInstanceOf(TasksTimedOutException.class));
            group.close();
        });
    }

    @Test
    void doesNotReplaceAFailureThatCameBefore() throws Exception {
        ShortLimit.in(limit -> {
            TaskGroup group = TaskGroup.builder(pool).deadline(limit).open();
            group.fork(Task.of(() -> {
                throw new IOException("bad");
            }));
            await().atMost(LIMIT).until(() -> group.timeLeft().equals(java.util.Optional.of(Duration.ZERO)));

            assertThatThrownBy(group::join).hasRootCauseMessage("bad");
            group.close();
        });
    }

    @Test
    void mayBeSoFarAwayThatItIsNone() {
        try (TaskGroup group = TaskGroup.builder(pool)
                .deadline(Duration.ofSeconds(Long.MAX_VALUE))
                .open()) {
            assertThat(group.timeLeft()).isEmpty();
        }
    }

    @Test
    void mustBePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskGroup.builder(pool).deadline(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskGroup.builder(pool).deadline(Duration.ofSeconds(Long.MIN_VALUE)));
    }
}
