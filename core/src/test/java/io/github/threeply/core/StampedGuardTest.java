package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StampedGuardTest {
    private final StampedGuard guard = new StampedGuard();

    /** Writes from within the first run of a read body: what a writer does that comes between. */
    private long writeBetween(AtomicInteger runs, long firstResult) {
        if (runs.incrementAndGet() > 1) {
            return 42;
        }
        try {
            Together.start(() -> guard.writeLong(this, 0, (state, argument) -> 0))
                    .result();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return firstResult;
    }

    @Test
    void readsOnceIfNobodyWrites() {
        AtomicInteger runs = new AtomicInteger();

        assertThat(guard.readLong(runs, 7, (state, argument) -> state.incrementAndGet() * argument))
                .isEqualTo(7);

        assertThat(runs).hasValue(1);
    }

    @Test
    void readsAgainIfAWriterCameBetween() {
        AtomicInteger runs = new AtomicInteger();

        long result = guard.readLong(runs, 0, (state, argument) -> writeBetween(state, -1));

        assertThat(result).isEqualTo(42);
        assertThat(runs).hasValue(2);
    }

    @Test
    void believesNoFailureOfABodyThatSawAStateHalfWritten() {
        AtomicInteger runs = new AtomicInteger();

        long result = guard.readLong(runs, 0, (state, argument) -> {
            if (writeBetween(state, -1) < 0) {
                throw new IllegalStateException("half written");
            }
            return 42;
        });

        assertThat(result).isEqualTo(42);
        assertThat(runs).hasValue(2);
    }

    @Test
    void readsUnderTheLockWhileAWriterIsInside() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Together.Running<Long> reader = guard.<Together.Running<Long>, RuntimeException>write(() -> Together.start(
                        () -> guard.readLong(runs, 0, (state, argument) -> state.incrementAndGet()))
                .untilItWaits());

        assertThat(reader.result()).isEqualTo(1);
    }
}
