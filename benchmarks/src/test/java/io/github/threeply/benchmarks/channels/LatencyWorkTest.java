package io.github.threeply.benchmarks.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Channel;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LatencyWorkTest {
    private static final long GAP_NANOS = 10_000;
    private static final long HOLD_NANOS = 20_000_000;

    @Test
    void whatAPutThatIsHeldUpMakesLateCountsAsLate() throws Exception {
        Handover queue = new ChannelQueue(Channel.bounded(64));
        Handover holdsUpOnce = new Handover() {
            @Override
            public void put(Integer item) throws InterruptedException {
                if (item == 100) {
                    long end = System.nanoTime() + HOLD_NANOS;
                    while (System.nanoTime() - end < 0) {
                        LockSupport.parkNanos(end - System.nanoTime());
                    }
                }
                queue.put(item);
            }

            @Override
            public Integer take() throws InterruptedException {
                return queue.take();
            }
        };

        try (LatencyWork work = new LatencyWork(holdsUpOnce, GAP_NANOS)) {
            work.run(3000);

            // Due in the first half of those 20 ms, so they came more than 9 ms late, whatever else the machine does.
            long[] latencies = work.latencies();
            assertThat(Arrays.stream(latencies, 100, 1100)).allMatch(nanos -> nanos > 9_000_000);
            assertThat(work.values(3000, 1)[1]).isGreaterThan(9e-3);
        }
    }

    @Test
    void theItemsAreNotPutBeforeTheyAreDue() throws Exception {
        try (LatencyWork work = new LatencyWork(new ChannelQueue(Channel.bounded(64)), GAP_NANOS)) {
            long start = System.nanoTime();
            work.run(2000);

            assertThat(System.nanoTime() - start).isGreaterThan(1999 * GAP_NANOS);
            assertThat(Arrays.stream(work.latencies())).allMatch(nanos -> nanos >= 0);
        }
    }
}
