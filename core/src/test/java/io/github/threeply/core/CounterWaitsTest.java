package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Waits that look again and again. */
class CounterWaitsTest {
    @Test
    void lookMoreSeldomTheLongerTheyLast() throws Exception {
        int[] looks = {0};

        boolean over = CounterWaits.poll(SharedCounter.atomic(), TimeUnit.MILLISECONDS.toNanos(1500), left -> {
            looks[0]++;
            return false;
        });

        assertThat(over).isFalse();
        // Some 400 on a machine that does nothing else, and fewer on others; each millisecond it would be 1400.
        assertThat(looks[0]).isBetween(1, 700);
    }

    @Test
    void lookOnceMoreAtTheEndOfTheirLimit() throws Exception {
        long start = System.nanoTime();
        long limit = TimeUnit.MILLISECONDS.toNanos(30);
        long[] last = {start};

        CounterWaits.poll(SharedCounter.atomic(), limit, left -> {
            last[0] = System.nanoTime();
            return false;
        });

        assertThat(last[0] - start).isGreaterThanOrEqualTo(limit);
    }
}
