package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.threeply.core.Together.Running;
import io.github.threeply.core.testkit.channel.Actors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockStatisticsTest {
    private final LockStatistics statistics = LockStatistics.create();

    static List<LockStrategy> strategies() {
        return LockStrategy.allThatExclude();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void countsEachTurnOnce(LockStrategy strategy) throws Exception {
        SharedCounter counter = SharedCounter.lockedBy(strategy.measuredBy(statistics));

        Together.run(4, index -> {
            for (int i = 0; i < 500; i++) {
                counter.increment();
            }
            return null;
        });

        assertThat(statistics.acquisitions()).isEqualTo(2_000);
        assertThat(statistics.waits().count()).isEqualTo(2_000);
        assertThat(statistics.holds().count()).isEqualTo(2_000);
        assertThat(statistics.contended()).isBetween(0L, 2_000L);
        assertThat(statistics.givenUp()).isZero();
        assertThat(statistics.holders()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void tellsWhoHadToWaitAndForHowLong(LockStrategy strategy) throws Exception {
        Guard guard = strategy.measuredBy(statistics).newGuard();

        Running<Boolean> other = guard.<Running<Boolean>, Exception>write(() -> {
            assertThat(statistics.holders()).containsExactly(Thread.currentThread());
            Running<Boolean> waiting =
                    Together.start(() -> guard.write(() -> true)).untilItWaits();
            Actors.idle(3_000_000);
            return waiting;
        });
        assertThat(other.result()).isTrue();

        assertThat(statistics.acquisitions()).isEqualTo(2);
        assertThat(statistics.contended()).isEqualTo(1);
        assertThat(statistics.waits().percentile(100)).isGreaterThanOrEqualTo(Duration.ofMillis(3));
        assertThat(statistics.waits().percentile(50))
                .isLessThan(statistics.waits().percentile(100));
        assertThat(statistics.holds().total()).isGreaterThanOrEqualTo(Duration.ofMillis(3));
        assertThat(statistics.holders()).isEmpty();
    }

    @Test
    void findsNoContentionInOneThread() {
        SharedCounter counter = SharedCounter.lockedBy(LockStrategy.reentrant().measuredBy(statistics));

        for (int i = 0; i < 1_000; i++) {
            counter.increment();
            counter.get();
        }

        assertThat(statistics.contended()).isZero();
        assertThat(statistics.acquisitions()).isEqualTo(2_000);
    }

    @Test
    void countsWhoEntersAgainAndCallsItNotContended() {
        Guard guard = LockStrategy.reentrant().measuredBy(statistics).newGuard();

        guard.write(() -> guard.write(() -> {
            assertThat(statistics.holders()).containsExactly(Thread.currentThread());
            return guard.read(() -> 1);
        }));

        assertThat(statistics.acquisitions()).isEqualTo(3);
        assertThat(statistics.contended()).isZero();
        assertThat(statistics.holders()).isEmpty();
    }

    @Test
    void countsVainAttemptsApart() throws Exception {
        Guard guard = LockStrategy.fair().measuredBy(statistics).newGuard();

        guard.<Object, Exception>write(() -> {
            Running<Integer> vain = Together.start(() -> guard.tryWrite(Duration.ofMillis(1), () -> 1));
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(vain::result);
            return vain;
        });

        assertThat(statistics.givenUp()).isEqualTo(1);
        assertThat(statistics.acquisitions()).isEqualTo(1);
        assertThat(statistics.contended()).isZero();
    }

    @Test
    void callsReadersThatEnterTogetherNotContended() throws Exception {
        Guard guard = LockStrategy.readWrite().measuredBy(statistics).newGuard();

        guard.<Object, Exception>read(() -> {
            assertThat(Together.start(() -> guard.read(() -> 1)).result()).isEqualTo(1);
            assertThat(statistics.holders()).isEmpty();
            return 1;
        });

        assertThat(statistics.contended()).isZero();
        assertThat(statistics.acquisitions()).isEqualTo(2);
    }

    @Test
    void addsUpWhatItMeasures() {
        LockStrategy strategy = LockStrategy.spin().measuredBy(statistics);
        SharedCounter.lockedBy(strategy).increment();
        SharedCounter.lockedBy(strategy).increment();

        assertThat(statistics.acquisitions()).isEqualTo(2);
        assertThat(statistics).hasToString("LockStatistics[2 acquisitions, 0 contended, 0 given up]");
        assertThat(strategy).hasToString("measured spin");
    }

    @Test
    void measuresALockToo() throws Exception {
        Lock lock = statistics.measuring(new ReentrantLock());
        lock.lock();
        lock.lock();
        assertThat(statistics.holders()).containsExactly(Thread.currentThread());
        assertThat(Together.start(() -> lock.tryLock()).result()).isFalse();
        assertThat(Together.start(() -> lock.tryLock(1, TimeUnit.MILLISECONDS)).result())
                .isFalse();
        lock.unlock();
        assertThat(statistics.holders()).containsExactly(Thread.currentThread());
        lock.unlock();
        lock.lockInterruptibly();
        lock.unlock();

        assertThat(statistics.acquisitions()).isEqualTo(3);
        assertThat(statistics.givenUp()).isEqualTo(2);
        assertThat(statistics.holders()).isEmpty();
        assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
        assertThat(statistics.acquisitions()).isEqualTo(3);
    }

    @Test
    void refusesWhatItCannotMeasure() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> statistics.measuring(new ReentrantReadWriteLock().readLock()))
                .withMessageContaining("must be held by one thread at a time");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> statistics.measuring(new ReentrantLock()).newCondition());
        assertThatNullPointerException().isThrownBy(() -> statistics.measuring(null));
        assertThatNullPointerException()
                .isThrownBy(() -> LockStrategy.spin().measuredBy(null))
                .withMessage("statistics");
    }

    @Test
    void tellsPercentilesUpToAFactorOfTwo() {
        long[] buckets = new long[DurationHistogram.BUCKETS];
        for (long nanos = 1; nanos <= 1_000; nanos++) {
            buckets[DurationHistogram.bucketOf(nanos)]++;
        }
        DurationHistogram histogram = DurationHistogram.of(buckets, Duration.ofNanos(500_500));

        assertThat(histogram.count()).isEqualTo(1_000);
        assertThat(histogram.total()).isEqualTo(Duration.ofNanos(500_500));
        for (double percent : new double[] {0.1, 1, 25, 50, 75, 99, 99.9, 100}) {
            long exact = (long) Math.ceil(percent * 10);
            assertThat(histogram.percentile(percent).toNanos()).isBetween(exact, 2 * exact);
        }
    }

    @Test
    void holdsTheShortestAndTheLongestTimes() {
        long[] buckets = new long[DurationHistogram.BUCKETS];
        buckets[DurationHistogram.bucketOf(0)]++;
        buckets[DurationHistogram.bucketOf(Long.MAX_VALUE)]++;
        DurationHistogram histogram = new DurationHistogram(buckets, Long.MAX_VALUE);

        assertThat(histogram.percentile(50)).isZero();
        assertThat(histogram.percentile(100)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(DurationHistogram.bucketOf(-1)).isZero();
        assertThat(new DurationHistogram(new long[DurationHistogram.BUCKETS], 0).percentile(99))
                .isZero();
        for (double percent : new double[] {0, -1, 100.1, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> histogram.percentile(percent));
        }
    }
}
