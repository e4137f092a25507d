package io.github.threeply.benchmarks.counters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CounterWayTest {
    private static final int THREADS = 4;
    private static final int EACH = 4_000;

    static Stream<Arguments> counters() {
        List<Arguments> counters = new ArrayList<>();
        counters.add(Arguments.of("by hand, MCS", (CounterWay.Hand) new HandCounters.Queued()));
        for (CounterWay way : CounterWay.values()) {
            if (way != CounterWay.NONE) {
                counters.add(Arguments.of("by hand, " + way.byHandName(), way.byHand()));
                counters.add(Arguments.of("ours, " + way.rowName(), (CounterWay.Hand) way.ours()::increment));
            }
        }
        return counters.stream();
    }

    /** A peer that loses an update would be faster than it may be. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("counters")
    void losesNoUpdate(String name, CounterWay.Hand counter) throws Exception {
        Callable<Void> body = () -> {
            for (int i = 0; i < EACH; i++) {
                counter.increment();
            }
            return null;
        };
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> bodies = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                bodies.add(body);
            }
            for (Future<Void> done : threads.invokeAll(bodies)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(counter.increment()).isEqualTo(THREADS * EACH + 1);
    }
}
