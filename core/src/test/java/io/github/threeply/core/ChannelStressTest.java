package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * Random races on channels. One second for each kind and way of spinning in the ordinary build; more with
 * {@code -Dthreeply.stress.seconds=60}. A failure names its seed, which {@code -Dthreeply.stress.seed} starts with.
 */
class ChannelStressTest {
    private static final int[] CAPACITIES = {1, 2, 3, 10, 64};

    /** With the rendezvous, most often. */
    private static final int[] FAIR_CAPACITIES = {0, 1, 0, 2, 0, 10};

    private static final long SECONDS = Long.getLong("threeply.stress.seconds", 1);
    private static final long SEED = Long.getLong("threeply.stress.seed", System.nanoTime());

    private interface Budget {
        SpinBudget of(int capacity);
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void losesAndDoublesNothingWithOrdinarySpinning() throws Exception {
        race(SpinBudget::of, Threads.daemon("stress-"));
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void losesAndDoublesNothingWithAShortSpin() throws Exception {
        race(SpinBudget::brief, Threads.daemon("stress-"));
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void losesAndDoublesNothingWithoutSpinning() throws Exception {
        race(capacity -> new SpinBudget(0, 0, 1, 1), Threads.daemon("stress-"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void losesAndDoublesNothingOnVirtualThreads() throws Exception {
        race(SpinBudget::brief, Threads.virtual("stress-"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void losesAndDoublesNothingOnVirtualThreadsWithoutSpinning() throws Exception {
        race(capacity -> new SpinBudget(0, 0, 1, 1), Threads.virtual("stress-"));
    }

    private static void race(Budget budget, ThreadFactory threads) throws Exception {
        for (ChannelRace.Kind kind : ChannelRace.Kind.values()) {
            race(kind, budget, threads);
        }
    }

    private static void race(ChannelRace.Kind kind, Budget budget, ThreadFactory threads) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long races = 0;
        long items = 0;
        int[] capacities = kind == ChannelRace.Kind.FAIR ? FAIR_CAPACITIES : CAPACITIES;
        do {
            int capacity = capacities[(int) (races % capacities.length)];
            items += new ChannelRace(kind, SEED + races, capacity, budget.of(capacity), threads).run();
            races++;
        } while (end - System.nanoTime() > 0);
        System.getLogger(ChannelStressTest.class.getName())
                .log(System.Logger.Level.INFO, "{0}: {1} races, {2} items", kind, races, items);
        assertThat(items).isPositive();
    }
}
