package io.github.threeply.benchmarks.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Channel;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandoverWorkTest {
    /** Makes 64 bytes at each put. */
    private static final class Wasteful implements Handover {
        private final Handover queue = new ChannelQueue(Channel.bounded(1024));
        private volatile byte[] waste = {};

        @Override
        public void put(Integer item) throws InterruptedException {
            waste = new byte[48]; // and a header of 16
            queue.put(item);
        }

        @Override
        public Integer take() throws InterruptedException {
            return queue.take();
        }
    }

    static Stream<Arguments> sides() {
        return Stream.of(
                Arguments.of("Channel", 1, new ItemByItem(new ChannelQueue(Channel.bounded(10)))),
                Arguments.of("Channel", 2, new ItemByItem(new ChannelQueue(Channel.bounded(10)))),
                Arguments.of("in batches", 1, new InBatches(Channel.bounded(1024), 64)),
                Arguments.of("ArrayBlockingQueue", 2, new ItemByItem(new ArrayQueue(10))),
                Arguments.of("MpmcArrayQueue", 2, new ItemByItem(new MpmcQueue(10, Idle.PARK))),
                Arguments.of("SpscArrayQueue", 1, new ItemByItem(new SpscQueue(10, Idle.YIELD))));
    }

    @ParameterizedTest(name = "{0}, {1} pairs")
    @MethodSource("sides")
    void handsOverEachItem(String name, int pairs, Sides sides) throws Exception {
        try (HandoverWork work = new HandoverWork(sides, pairs)) {
            work.run(1);
            work.run(10_001);

            assertThat(work.values(10_001, 2)[0]).isEqualTo(5000.5);
        }
    }

    @Test
    void anItemThatChangesOnTheWayIsNoticed() {
        Handover wrong = new Handover() {
            @Override
            public void put(Integer item) {}

            @Override
            public Integer take() {
                return 1_000_000;
            }
        };

        try (HandoverWork work = new HandoverWork(new ItemByItem(wrong), 1)) {
            assertThatThrownBy(() -> work.run(10))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("differ by");
        }
    }

    @Test
    void tellsTheBytesThatAnItemCosts() throws Exception {
        try (HandoverWork work = new HandoverWork(new ItemByItem(new Wasteful()), 1)) {
            work.run(200_000);

            assertThat(work.values(200_000, 1)[1]).isBetween(64.0, 80.0);
        }
    }
}
