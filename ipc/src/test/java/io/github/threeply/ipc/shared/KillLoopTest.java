package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.limits.OrdinaryLimit;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that do everything with one memory are killed at random, one after another: {@value #KILLS_OF_ROUND} times, or
 * less on a machine that starts few processes in the time; with {@code threeply.long} 50 000 times, or {@code
 * threeply.kills} times. Now and then one is merely stopped for a while, which must not be taken for a death. Each round has a
 * file of its own, and ends with a look at everything.
 */
@OrdinaryLimit
@Timeout(value = 12 * 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillLoopTest {
    private static final int KILLS_OF_ROUND = 300;
    private static final boolean LONG = Boolean.getBoolean("threeply.long");
    private static final long KILLS = Long.getLong("threeply.kills", LONG ? 50_000 : KILLS_OF_ROUND);
    private static final long NANOS = TimeUnit.SECONDS.toNanos(LONG ? 12 * 3600 : 10);
    private static final int PROCESSES = 3;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path directory;

    private long stopped;

    @Test
    void nothingIsTornLostOrDoubledWhenProcessesAreKilled() throws Exception {
        long start = System.nanoTime();
        long killed = 0;
        while (killed < KILLS && (killed == 0 || System.nanoTime() - start < NANOS)) {
            Path path = directory.resolve("memory-" + killed);
            try (SharedMemory memory =
                    SharedMemory.builder().lifetime(Lifetime.LAST_CLOSE).create(path, KillLedger.BYTES)) {
                KillLedger ledger = new KillLedger(memory);
                long kills = round(path, ledger, Math.min(KILLS - killed, KILLS_OF_ROUND), start + NANOS);
                killed += kills;
                String summary = ledger.summary();
                ledger.judge(kills * KillChild.THREADS);
                InspectorRun.Result check = InspectorRun.of("check", path);
                assertThat(check.code()).as("%s %s", check.out(), check.err()).isZero();
                System.out.println(killed + " kills, " + stopped + " stops; of the last " + kills + ": " + summary);
            }
        }

        assertThat(killed).isGreaterThan(PROCESSES);
    }

    /** Kills so many, or until the time is over. Returns how many died, which is some more. */
    private long round(Path path, KillLedger ledger, long kills, long end) throws Exception {
        Deque<ChildJvm> alive = new ArrayDeque<>();
        long killed = 0;
        try {
            while (killed + PROCESSES < kills && (killed < 3 || System.nanoTime() - end < 0)) {
                // The next begins while the others work, and one of them dies when it is there.
                ChildJvm next = ChildJvm.run(
                        List.of("-XX:-UsePerfData"), System.getProperty("java.class.path"), KillChild.class, path);
                alive.add(next);
                if (alive.size() > PROCESSES) {
                    kill(alive.remove());
                    killed++;
                }
                assertThat(next.line()).isEqualTo("ready");
                if (ThreadLocalRandom.current().nextInt(20) == 0) {
                    stopForAWhile(alive.getFirst());
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(10_000_000));
            }
            awaitProgress(ledger.progress);
            while (!alive.isEmpty()) {
                kill(alive.remove());
                killed++;
            }
            return killed;
        } finally {
            alive.forEach(ChildJvm::close);
        }
    }

    private static void kill(ChildJvm child) throws InterruptedException {
        child.kill();
        assertThat(child.output()).noneMatch(line -> line.contains("FAILED"));
    }

    private void stopForAWhile(ChildJvm child) throws Exception {
        child.signal("STOP");
        try {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(50_000_000));
            stopped++;
        } finally {
            child.signal("CONT");
        }
    }

    /** Whatever the dead were doing, the living go on. */
    private static void awaitProgress(MappedCounter progress) {
        long before = progress.get();
        long start = System.nanoTime();
        while (progress.get() < before + 100) {
            assertThat(System.nanoTime() - start).as("nobody goes on").isLessThan(STUCK_NANOS);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
