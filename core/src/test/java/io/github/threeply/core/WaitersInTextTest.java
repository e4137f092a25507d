package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.testkit.channel.Actors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What channels and watches print of those who wait. */
class WaitersInTextTest {
    private final Actors actors = new Actors(Threads.daemon("text-test-"));

    @AfterEach
    void endThreads() {
        actors.close();
    }

    private static void awaitText(Object described, String text) {
        Awaitility.await()
                .atMost(Actors.PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(described.toString()).matches(text));
    }

    @Test
    void aChannelTellsHowManyWait() throws Exception {
        for (Channel<Integer> channel :
                List.of(Channel.<Integer>bounded(1), Channel.<Integer>oneToOne(1), Channel.<Integer>fair(1))) {
            Actors.Actor<Integer> take = actors.start(channel::take);
            awaitText(channel, "Channel\\[0 of 1, open, 1 take waiting]");

            channel.put(1);
            take.result();
            channel.put(2);
            Actors.Actor<Void> put = actors.act(() -> channel.put(3));
            awaitText(channel, "Channel\\[1 of 1, open, 1 put waiting]");

            channel.take();
            put.result();
            awaitText(channel, "Channel\\[1 of 1, open]");
        }
    }

    @Test
    void aMonitorTellsWhoWaitsForWhom() throws Exception {
        try (DeadlockMonitor monitor = DeadlockMonitor.builder().start()) {
            Lock lock = monitor.lock("till");
            assertThat(monitor).hasToString("DeadlockMonitor: nobody waits");
            lock.lock();
            Actors.Actor<Void> second = actors.act(() -> {
                lock.lock();
                lock.unlock();
            });
            awaitText(
                    monitor,
                    "DeadlockMonitor: 1 waiting\\n  text-test-\\d+ waits for 'till', held by "
                            + Thread.currentThread().getName() + ", since \\d+ ms");

            lock.unlock();
            second.result();
            assertThat(monitor).hasToString("DeadlockMonitor: nobody waits");
        }
    }
}
