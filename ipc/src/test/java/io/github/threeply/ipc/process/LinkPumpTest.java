package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of tasks that cannot be sent because this JVM has no memory or no thread for it. */
@ExtendWith(NoChildIsLeft.class)
class LinkPumpTest {
    /** Where on its way to a worker a job is when the memory is at its end. */
    enum Place {
        NAME,
        FRAME_TYPE
    }

    /** Fails once on its way. */
    private static final class Fragile extends Job {
        private final PoolCore pool;
        private final Place place;
        private final AtomicBoolean failed = new AtomicBoolean();
        private final CompletableFuture<Object> outcome = new CompletableFuture<>();

        Fragile(PoolCore pool, TaskEncoder.Encoded task, Place place) {
            super(1_000_000, task.function(), task.payload());
            this.pool = pool;
            this.place = place;
        }

        private void failAt(Place here) {
            if (here == place && failed.compareAndSet(false, true)) {
                throw new OutOfMemoryError("as planned");
            }
        }

        @Override
        String name() {
            failAt(Place.NAME);
            return super.name();
        }

        @Override
        int frameType() {
            failAt(Place.FRAME_TYPE);
            return super.frameType();
        }

        @Override
        void succeed(@Nullable Object value) {
            pool.ended();
            outcome.complete(value);
        }

        @Override
        void fail(Throwable failure) {
            pool.ended();
            outcome.completeExceptionally(failure);
        }

        @Override
        void beCancelled(@Nullable Throwable cause) {
            pool.ended();
            outcome.completeExceptionally(new CancellationException());
        }

        @Override
        String resultPackage() {
            return "";
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskThatCouldNotBeSentIsSentToTheNextWorker(Place place) throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            long first = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            PoolCore core = pool.core();
            Callable<Long> task = (Callable<Long> & java.io.Serializable) PoolTasks::pid;
            Fragile fragile = new Fragile(core, new TaskEncoder(core.settings().values()).task(task), place);

            core.admit();
            core.add(fragile);

            assertThat((Long) fragile.outcome.get(30, SECONDS)).isNotEqualTo(first);
            assertThat(fragile.failed).isTrue();
            assertThat(pool.submit(() -> PoolTasks.square(3)).get(30, SECONDS)).isEqualTo(9);
        }
    }
}
