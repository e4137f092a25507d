package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Groups with child groups. */
class TaskGroupChildrenTest extends TaskGroupSetting {
    @Override
    BulkExecutor executor() {
        return BulkExecutor.threadPerTask();
    }

    @Test
    void hasNoMoreTimeThanItsParent() throws Exception {
        try (TaskGroup parent =
                        TaskGroup.builder(pool).deadline(Duration.ofMinutes(1)).open();
                TaskGroup longer = parent.child().deadline(Duration.ofHours(1)).open();
                TaskGroup shorter =
                        parent.child().deadline(Duration.ofSeconds(1)).open();
                TaskGroup without = parent.child().open()) {
            assertThat(longer.timeLeft().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(without.timeLeft().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(shorter.timeLeft().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void isCutOffByTheDeadlineOfItsParent() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        try (TaskGroup parent =
                        TaskGroup.builder(pool).deadline(Duration.ofMillis(200)).open();
                TaskGroup child = parent.child().open()) {
            child.fork("deep", blocked(started));

            assertThatThrownBy(child::join)
                    .isInstanceOfSatisfying(
                            TasksTimedOutException.class,
                            over -> assertThat(over.notDone()).containsExactly("task 0 'deep'"));
            assertThatThrownBy(parent::join)
                    .isInstanceOfSatisfying(
                            TasksTimedOutException.class,
                            over -> assertThat(over.notDone()).containsExactly("task 0 'deep'"));
            assertThat(running).hasValue(0);
        }
    }

    @Test
    void isCancelledHoweverItsParentEnds() throws Exception {
        List<Callable<?>> ends = new ArrayList<>();
        TaskGroup cancelled = TaskGroup.open(pool);
        TaskGroup closed = TaskGroup.open(pool);
        TaskGroup failed = TaskGroup.open(pool);
        ends.add(() -> {
            cancelled.cancel();
            return 0;
        });
        ends.add(() -> {
            closed.close();
            return 0;
        });
        ends.add(() -> failed.fork(Task.of(() -> {
            throw new IOException("bad");
        })));
        List<TaskGroup> parents = List.of(cancelled, closed, failed);
        for (int i = 0; i < parents.size(); i++) {
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup parent = parents.get(i);
            TaskGroup grandchild = parent.child().open().child().open();
            Future<Integer> deep = grandchild.fork(blocked(started));
            awaitLatch(started);

            ends.get(i).call();

            await().atMost(LIMIT).until(() -> deep.isCancelled() && running.get() == 0);
            assertThatThrownBy(grandchild::join).isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> grandchild.fork(() -> 1)).isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> parent.child().open()).isInstanceOf(RejectedExecutionException.class);
        }
        assertThatThrownBy(failed::join).hasRootCauseMessage("bad");
    }

    @Test
    void takesNoTasksOnceItsParentIsClosedThoughBothHadNone() {
        TaskGroup parent = TaskGroup.open(pool);
        TaskGroup child = parent.child().open();

        parent.close();

        assertThatThrownBy(() -> child.fork(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void isWaitedForByItsParent() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        try (TaskGroup parent = TaskGroup.open(pool);
                TaskGroup child = parent.child().open()) {
            child.fork(deaf(started));

            assertThat(parent.join(Duration.ofMillis(20))).isFalse();
            FutureTask<Boolean> joiner = inThread("parent-joiner", () -> parent.join(LIMIT));
            awaitWaiting(PipelineChecks.threadNamed("parent-joiner"));
            go.countDown();

            assertThat(of(joiner)).isTrue();
        }
    }

    @Test
    void doesNotFailItsParentBySelf() throws Exception {
        try (TaskGroup parent = TaskGroup.open(pool)) {
            TaskGroup child = parent.child().open();
            child.fork(Task.of(() -> {
                throw new IOException("bad");
            }));
            assertThatThrownBy(child::join).hasRootCauseMessage("bad");
            child.close();

            assertThat(of(parent.fork(() -> 1))).isEqualTo(1);
            parent.join();
        }
    }

    @Test
    void mayBeOpenedJoinedAndClosedByATaskOfItsParentButNotTheOtherWayRound() throws Exception {
        try (TaskGroup parent = TaskGroup.open(pool)) {
            Future<Integer> sum = parent.fork(Task.of(() -> {
                try (TaskGroup child = parent.child().open()) {
                    Future<Integer> part = child.fork(Task.of(() -> {
                        assertThatIllegalStateException().isThrownBy(parent::join);
                        assertThatIllegalStateException().isThrownBy(parent::close);
                        assertThatIllegalStateException().isThrownBy(child::close);
                        return 20;
                    }));
                    child.join();
                    return part.get() + 1;
                }
            }));
            parent.join();
            assertThat(sum.get()).isEqualTo(21);
        }
    }

    @Test
    void namesWhatStillRunsInItToItsParent() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        TaskGroup parent = TaskGroup.open(pool, Duration.ofMillis(30));
        TaskGroup child = parent.child().open();
        child.fork("deep", deaf(started));
        awaitLatch(started);

        assertThatThrownBy(parent::close)
                .isInstanceOf(TasksStillRunningException.class)
                .hasMessageContaining("task 0 'deep'");

        go.countDown();
        await().atMost(LIMIT).untilAsserted(() -> assertThatCode(parent::close).doesNotThrowAnyException());
    }
}
