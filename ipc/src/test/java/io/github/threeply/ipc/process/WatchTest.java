package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How often the limits of tasks are looked at. */
class WatchTest {
    @Test
    void pausesInProportionToALook() {
        assertThat(Watch.leastPause(MILLISECONDS.toNanos(5))).isEqualTo(MILLISECONDS.toNanos(100));
        assertThat(Watch.leastPause(0)).isBetween(1L, MICROSECONDS.toNanos(500));
    }

    @Test
    void neverPausesForMoreThanASecondHoweverLongALookTook() {
        assertThat(Watch.leastPause(MILLISECONDS.toNanos(51))).isEqualTo(SECONDS.toNanos(1));
        assertThat(Watch.leastPause(SECONDS.toNanos(3))).isEqualTo(SECONDS.toNanos(1));
        assertThat(Watch.leastPause(Long.MAX_VALUE / 40)).isEqualTo(SECONDS.toNanos(1));
    }
}
