package io.github.threeply.core;

import java.time.Duration;

/**
 * How often times of each length were measured: a picture of one moment, which does not change.
 *
 * <p>Times are sorted into buckets, each twice as wide as the one before, in nanoseconds: 0, 1, 2 to 3, 4 to 7, and so on.
 * What is told of them is exact but for that: a percentile is the upper end of its bucket, less than twice the true one.
 */
public final class DurationHistogram {
    /** One for 0, and one for each power of two that a positive {@code long} can have as its highest bit. */
    static final int BUCKETS = Long.SIZE;

    private final long[] buckets;
    private final long count;
    private final long totalNanos;

    DurationHistogram(long[] buckets, long totalNanos) {
        this.buckets = buckets.clone();
        this.totalNanos = totalNanos;
        long sum = 0;
        for (long bucket : buckets) {
            sum += bucket;
        }
        this.count = sum;
    }

    /**
     * Makes one of numbers that were counted elsewhere.
     *
     * @param counts how many times were in each bucket, by {@link #bucketOf}; it is copied
     * @param total the sum of all times; more than 292 years count as that
     * @return the histogram
     * @throws IllegalArgumentException if there are not 64 buckets, or one is negative
     */
    public static DurationHistogram of(long[] counts, Duration total) {
        if (counts.length != BUCKETS) {
            throw new IllegalArgumentException("counts must be " + BUCKETS + " numbers, but were " + counts.length);
        }
        for (long count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException("counts must not be negative, but one was " + count);
            }
        }
        long nanos;
        try {
            nanos = total.toNanos();
        } catch (ArithmeticException e) {
            nanos = Long.MAX_VALUE;
        }
        return new DurationHistogram(counts, nanos);
    }

    /**
     * Returns the bucket that a time belongs to. One below 0, which no clock should give, counts as 0.
     *
     * @param nanos the time in nanoseconds
     * @return the number of the bucket, from 0 to 63
     */
    public static int bucketOf(long nanos) {
        return nanos <= 0 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(nanos);
    }

    private static Duration upperEnd(int bucket) {
        return Duration.ofNanos(bucket == 0 ? 0 : -1L >>> (Long.SIZE - bucket));
    }

    /**
     * Returns how many times were measured.
     *
     * @return the number
     */
    public long count() {
        return count;
    }

    /**
     * Returns the sum of all times.
     *
     * @return the sum; exact up to 292 years
     */
    public Duration total() {
        return Duration.ofNanos(totalNanos);
    }

    /**
     * Returns the time that so many in a hundred did not exceed.
     *
     * @param percent more than 0, at most 100; with 100 it is the longest time
     * @return the upper end of the bucket in which it lies; zero if nothing was measured
     * @throws IllegalArgumentException if {@code percent} is anything else
     */
    public Duration percentile(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent must be more than 0 and at most 100, but was " + percent);
        }
        long wanted = (long) Math.ceil((double) count * percent / 100);
        long seen = 0;
        int last = 0;
        for (int bucket = 0; bucket < BUCKETS && seen < wanted; bucket++) {
            if (buckets[bucket] != 0) {
                seen += buckets[bucket];
                last = bucket;
            }
        }
        return upperEnd(last);
    }

    @Override
    public String toString() {
        return count + " times, in all " + total() + ", half at most " + percentile(50) + ", 99 % at most "
                + percentile(99) + ", all at most " + percentile(100);
    }
}
