package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.testkit.channel.Actors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The view of a channel is the work queue of a {@link ThreadPoolExecutor}. */
class ChannelInExecutorTest {
    private static final long SECONDS = 30;

    private final CountDownLatch release = new CountDownLatch(1);
    private ThreadPoolExecutor executor;

    @AfterEach
    void endExecutor() throws Exception {
        release.countDown();
        executor.shutdownNow();
        assertThat(executor.awaitTermination(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private void open(int core, int most, Channel<Runnable> channel) {
        executor = new ThreadPoolExecutor(
                core, most, 50, TimeUnit.MILLISECONDS, channel.asBlockingQueue(), Threads.daemon("executor-test-"));
    }

    static Stream<Arguments> channels() {
        return Stream.of(
                Arguments.of("bounded", Channel.bounded(100)),
                Arguments.of("fair", Channel.fair(100)),
                Arguments.of("rendezvous", Channel.rendezvous()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channels")
    void runsWhatIsSubmitted(String kind, Channel<Runnable> channel) throws Exception {
        open(2, 100, channel);

        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            int task = i;
            futures.add(executor.submit(() -> task));
        }

        int sum = 0;
        for (Future<Integer> future : futures) {
            sum += future.get(SECONDS, TimeUnit.SECONDS);
        }
        assertThat(sum).isEqualTo(IntStream.range(0, 80).sum());
        executor.shutdown();
        assertThat(executor.awaitTermination(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.getCompletedTaskCount()).isEqualTo(80);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channels")
    void idleThreadsBeyondTheCoreEnd(String kind, Channel<Runnable> channel) throws Exception {
        open(1, 4, channel);
        executor.allowCoreThreadTimeOut(true);
        executor.submit(() -> {}).get(SECONDS, TimeUnit.SECONDS);

        org.awaitility.Awaitility.await().atMost(Actors.PATIENCE).until(() -> executor.getPoolSize() == 0);

        executor.submit(() -> {}).get(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void rejectsWhatFitsNeitherIntoTheQueueNorToAThread() {
        open(1, 1, Channel.bounded(1));
        executor.execute(this::waitForRelease);
        executor.execute(this::waitForRelease);

        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aRendezvousGrowsThePoolAsLongAsNobodyIsIdle() {
        open(0, 3, Channel.rendezvous());
        for (int i = 0; i < 3; i++) {
            executor.execute(this::waitForRelease);
        }

        assertThat(executor.getPoolSize()).isEqualTo(3);
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("channels")
    void aShutdownNowGivesBackWhatWasNotStarted(String kind, Channel<Runnable> channel) throws Exception {
        open(1, 1, channel);
        executor.execute(this::waitForRelease);
        List<Runnable> waiting = new ArrayList<>();
        for (int i = 0; i < channel.capacity(); i++) {
            Runnable task = () -> {};
            waiting.add(task);
            executor.execute(task);
        }

        assertThat(executor.shutdownNow()).isEqualTo(waiting);

        release.countDown();
        assertThat(executor.awaitTermination(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(channel.size()).isZero();
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aFairOneRemovesAndPurgesTasks() {
        Channel<Runnable> channel = Channel.fair(10);
        open(1, 1, channel);
        executor.execute(this::waitForRelease);
        Runnable task = () -> {};
        executor.execute(task);
        Future<?> cancelled = executor.submit(() -> {});
        executor.execute(task);

        assertThat(executor.remove(task)).isTrue();
        assertThat(cancelled.cancel(false)).isTrue();
        executor.purge();

        assertThat(executor.getQueue()).containsExactly(task);
    }

    private void waitForRelease() {
        try {
            release.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
