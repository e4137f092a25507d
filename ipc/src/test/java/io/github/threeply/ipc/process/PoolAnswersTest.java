package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a pool says of itself and of failures. */
@ExtendWith(NoChildIsLeft.class)
class PoolAnswersTest {
    private static WorkerProcessPool pool(int workers) {
        return WorkerProcessPool.builder().workers(workers).name("a").start();
    }

    @Test
    void tellsHowManyTasksRunAtATime() {
        try (WorkerProcessPool pool = pool(3)) {
            assertThat(pool.parallelism()).isEqualTo(3);
        }
    }

    static final class CannotBeInitialized {
        static final int VALUE = Integer.parseInt("no number");

        private CannotBeInitialized() {}
    }

    @Test
    void doesNotBlameTheClassPathForAClassWhoseInitializerFailed() throws Exception {
        try (WorkerProcessPool pool = pool(1)) {
            for (int i = 0; i < 2; i++) {
                WorkerFuture<Integer> future = pool.submit(() -> CannotBeInitialized.VALUE);
                try {
                    future.get(30, SECONDS);
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOf(RemoteTaskException.class)
                            .hasMessageNotContaining("classPath(");
                }
            }
        }
    }
}
