package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Over a pool of threads. */
class TaskGroupOverThreadsTest extends TaskGroupContract {

    @Override
    BulkExecutor executor() {
        return BulkExecutor.threads(4);
    }

    @Test
    void refusesToWaitForItselfInATask() throws Exception {
        try (TaskGroup group = TaskGroup.open(pool)) {
            group.fork(Task.of(() -> {
                assertThatThrownBy(group::join).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(group::close).isInstanceOf(IllegalStateException.class);
                return 1;
            }));
            group.join();
        }
    }

    @Test
    void letsATaskForkSiblings() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (TaskGroup group = TaskGroup.open(pool)) {
            group.fork(Task.of(() -> group.fork(Task.of(ran::incrementAndGet))));
            group.join();
        }
        assertThat(ran).hasValue(1);
    }

    @Test
    void leavesNoInterruptBehindInThePool() throws Exception {
        try (BulkExecutor one = BulkExecutor.threads(1);
                TaskGroup group = TaskGroup.open(one)) {
            CountDownLatch spinning = new CountDownLatch(1);
            Future<Boolean> spinner = group.fork(Task.of(() -> {
                spinning.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                return true;
            }));
            awaitLatch(spinning);
            spinner.cancel(true);

            assertThat(group.fork(Task.of(() -> Thread.currentThread().isInterrupted()))
                            .get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isFalse();
        }
    }

    @Test
    void endsWhenTheExecutorIsShutDownBehindItsBack() throws Exception {
        ExecutorService plain = Executors.newFixedThreadPool(1);
        CountDownLatch started = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(plain)) {
            group.fork(Task.of(() -> {
                started.countDown();
                try {
                    blockForEver();
                } catch (InterruptedException e) {
                    return 1;
                }
                return 0;
            }));
            group.fork(Task.of(() -> 2));
            awaitLatch(started);

            plain.shutdownNow();

            assertThatThrownBy(group::join)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CancellationException.class);
        }
    }

    @Test
    void namesTheThreadsOfThoseThatIgnoreTheInterrupt() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        TaskGroup group = TaskGroup.open(pool, Duration.ofMillis(30));
        group.fork(deaf(started));
        awaitLatch(started);

        TasksStillRunningException failure = catchThrowableOfType(TasksStillRunningException.class, group::close);

        assertThat(failure.running()).singleElement().asString().startsWith("task 0 on thread threeply-pool-");
    }

    @Test
    void neverStartsATaskThatWasCancelledBeforeItsTurn() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        try (BulkExecutor one = BulkExecutor.threads(1);
                TaskGroup group = TaskGroup.open(one)) {
            group.fork(blocked(started));
            Future<Integer> waiting = group.fork(Task.of(ran::incrementAndGet));
            awaitLatch(started);

            assertThat(waiting.cancel(false)).isTrue();
            group.cancel();
            assertThatThrownBy(group::join).isInstanceOf(CancellationException.class);
        }
        assertThat(ran).hasValue(0);
    }
}
