package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.threeply.core.Together.Running;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Additions with a limit to counters whose lock others may hold for long: they wait for it by its timed form alone. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class GuardedCounterLimitTest {
    @Parameter
    boolean inGivenCell;

    /** Refuses the form whose wait has no end. */
    private static final class TimedOnly extends ReentrantLock {
        private static final long serialVersionUID = 1;

        private volatile boolean armed;

        @Override
        public void lock() {
            if (armed) {
                throw new AssertionError("an unlimited wait");
            }
            super.lock();
        }
    }

    private final TimedOnly lock = new TimedOnly();

    private SharedCounter full() {
        SharedCounter.Builder builder =
                SharedCounter.builder().lockedBy(LockStrategy.of(lock)).between(0, 10);
        SharedCounter counter = (inGivenCell ? builder.in(new HeapCell(10)) : builder.initial(10)).build();
        lock.armed = true;
        return counter;
    }

    @Test
    void givesUpAtTheLimitWithoutAnUnlimitedWait() throws Exception {
        assertThat(full().tryAdd(1, Duration.ofMillis(20))).isFalse();
    }

    @Test
    void addsWhenThereIsRoomWithoutAnUnlimitedWait() throws Exception {
        SharedCounter counter = full();
        List<Running<Boolean>> adding = List.of(
                Together.start(() -> counter.tryAdd(1, Duration.ofSeconds(20))).untilItWaits(),
                Together.start(() -> counter.tryAdd(2, Duration.ofSeconds(Long.MAX_VALUE)))
                        .untilItWaits());

        assertThat(counter.tryAdd(-3, Duration.ofSeconds(20))).isTrue();

        for (Running<Boolean> one : adding) {
            assertThat(one.result()).isTrue();
        }
        assertThat(counter.tryAdd(1, Duration.ZERO)).isFalse();
        assertThat(counter.tryAdd(-10, Duration.ZERO)).isTrue();
    }

    @Test
    void endsWhenInterruptedWhileAnotherHoldsTheLock() throws Exception {
        SharedCounter counter = full();
        Running<Boolean> adding =
                Together.start(() -> counter.tryAdd(1, Duration.ofSeconds(20))).untilItWaits();
        assertThat(lock.tryLock()).isTrue();
        try {
            adding.interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(adding::result);
        } finally {
            lock.unlock();
        }
    }
}
