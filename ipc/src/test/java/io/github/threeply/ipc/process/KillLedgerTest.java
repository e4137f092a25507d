package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.limits.OrdinaryLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers are killed at random under load: each task takes effect at most once, none is lost, and exactly those that say
 * so were hit. In the long form, {@code -Dthreeply.long=true}, ten thousand times; {@code -Dthreeply.kills=N} and {@code
 * -Dthreeply.seed=N} say how often in all, and where to begin. A kill costs what the boot of the next worker does, so in the
 * long form there are more workers: while some of them boot there is always one to be hit.
 */
@EnabledOnOs(OS.LINUX)
@ExtendWith(HoldsNoMore.class)
@OrdinaryLimit
@Timeout(value = 4, unit = TimeUnit.HOURS)
@SuppressWarnings("try")
class KillLedgerTest {
    private static final boolean LONG = Boolean.getBoolean("threeply.long");
    private static final int KILLS = Integer.getInteger("threeply.kills", LONG ? 10_000 : 100);
    private static final int TESTS = Runtime.version().feature() >= 21 ? 7 : 6;
    private static final long SEED = Long.getLong("threeply.seed", System.nanoTime());
    private static final int WORKERS = Integer.getInteger("threeply.workers", LONG ? 5 : 3);
    private static final int TASKS_PER_KILL = 20_000;

    private static final int SMALL = 4;
    private static final int LARGE = 200_000; // more than the pipe holds, and than the ring takes

    private interface Load {
        void run(KillLedger ledger) throws Exception;
    }

    private static void underLoad(int submitters, ExecutorService threads, Load load) throws Exception {
        int kills = (KILLS + TESTS - 1) / TESTS;
        int round = 0;
        while (kills > 0) { // in rounds, so that the book has an end
            int some = Math.min(kills, 200);
            oneRound(some, submitters, threads, load, SEED + round++);
            kills -= some;
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void oneRound(int kills, int submitters, ExecutorService threads, Load load, long seed)
            throws Exception {
        long start = System.nanoTime();
        try (KillLedger ledger = new KillLedger(WORKERS, kills, kills * TASKS_PER_KILL, seed)) {
            List<Callable<Void>> loads = new ArrayList<>();
            for (int i = 0; i < submitters; i++) {
                loads.add(() -> {
                    load.run(ledger);
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(loads)) {
                each.get();
            }
            String figures = ledger.check();
            System.out.println("kill ledger, seed " + seed + ": " + figures + ", "
                    + (System.nanoTime() - start) / 1_000_000 / kills + " ms a kill");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void noTaskIsLostOrRunsTwice(int resultBytes) throws Exception {
        underLoad(2, Executors.newCachedThreadPool(), ledger -> ledger.submitUntilOver(100, resultBytes));
    }

    @EnabledForJreRange(min = JRE.JAVA_21)
    @Test
    void noTaskOfAVirtualThreadIsLostOrRunsTwice() throws Exception {
        ExecutorService virtual = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        underLoad(50, virtual, ledger -> ledger.submitUntilOver(4, SMALL));
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void noArgumentIsLostOrRunsTwice(int resultBytes) throws Exception {
        underLoad(2, Executors.newCachedThreadPool(), ledger -> ledger.submitEachUntilOver(100, resultBytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALL, LARGE})
    void noArgumentOfAMapIsLostOrRunsTwice(int resultBytes) throws Exception {
        underLoad(1, Executors.newCachedThreadPool(), ledger -> ledger.mapUntilOver(resultBytes));
    }
}
